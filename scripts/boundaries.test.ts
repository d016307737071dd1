import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** Lays a small tree and holds it against the rules of the house. */
function breaches(
  files: Record<string, string>,
  leastModules = 1,
): { status: number | null; output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'boundaries-'))
  folders.push(folder)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const script = join(import.meta.dirname, 'boundaries.ts')
  const result = spawnSync(process.execPath, [script, String(leastModules)], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { status: result.status, output: result.stdout + result.stderr }
}

const room = 'apps/control-plane/src'
const leaf = 'export const leaf = 1\n'

describe('the boundaries', () => {
  it('let a tidy tree pass', () => {
    const result = breaches({
      [`${room}/applications/index.ts`]: leaf,
      [`${room}/credentials/index.ts`]: "export { leaf } from '../applications/index.ts'\n",
      'packages/features/src/index.ts': "export { leaf } from '../../protocol/src/index.ts'\n",
      'packages/protocol/src/index.ts': leaf,
    })
    expect(result).toMatchObject({ status: 0 })
  })

  it.each<[string, Record<string, string>]>([
    [
      'apps-never-import-apps',
      {
        'apps/node/src/a.ts': "export { leaf } from '../../publisher/src/b.ts'\n",
        'apps/publisher/src/b.ts': leaf,
      },
    ],
    [
      'packages-never-import-apps',
      {
        'packages/market/src/a.ts': "export { leaf } from '../../../apps/node/src/b.ts'\n",
        'apps/node/src/b.ts': leaf,
      },
    ],
    [
      'pure-packages-touch-no-machine',
      {
        'packages/scoring/src/a.ts':
          "import { readFileSync } from 'node:fs'\nexport const read = readFileSync\n",
      },
    ],
    [
      'package-protocol-imports-only-its-neighbours',
      {
        'packages/protocol/src/a.ts': "export { leaf } from '../../market/src/b.ts'\n",
        'packages/market/src/b.ts': leaf,
      },
    ],
    [
      'room-applications-looks-only-down-the-row',
      {
        [`${room}/applications/a.ts`]: "export { leaf } from '../nodes/index.ts'\n",
        [`${room}/nodes/index.ts`]: leaf,
      },
    ],
    [
      'a-room-is-entered-by-its-index',
      {
        [`${room}/nodes/a.ts`]: "export { leaf } from '../credentials/store.ts'\n",
        [`${room}/credentials/store.ts`]: leaf,
      },
    ],
    [
      'the-cellar-knows-no-room',
      {
        [`${room}/audit/a.ts`]: "export { leaf } from '../nodes/index.ts'\n",
        [`${room}/nodes/index.ts`]: leaf,
      },
    ],
    [
      'a-store-looks-up-to-nothing',
      {
        [`${room}/nodes/store.ts`]: "export { leaf } from './router.ts'\n",
        [`${room}/nodes/router.ts`]: leaf,
      },
    ],
    [
      'ways-in-hold-no-sql',
      {
        [`${room}/nodes/router.ts`]: "export { leaf } from './store.ts'\n",
        [`${room}/nodes/store.ts`]: leaf,
      },
    ],
    [
      'the-console-takes-only-the-router-type',
      {
        'apps/console/src/a.ts':
          "import type { Leaf } from '../../control-plane/src/b.ts'\nexport type Mine = Leaf\n",
        'apps/control-plane/src/b.ts': 'export type Leaf = 1\n',
      },
    ],
    [
      'no-cycle',
      {
        'apps/node/src/a.ts': "import type { B } from './b.ts'\nexport type A = B\n",
        'apps/node/src/b.ts': "import type { A } from './a.ts'\nexport type B = A\n",
      },
    ],
    [
      'testkit-is-for-tests',
      {
        'apps/node/src/a.ts': "export { leaf } from '../../../packages/testkit/src/index.ts'\n",
        'packages/testkit/src/index.ts': leaf,
      },
    ],
  ])('bite on a breach of %s', (rule, files) => {
    const result = breaches(files)
    expect(result.output).toContain(`${rule}: `)
    expect(result.status).toBe(1)
  })

  it('fail when fewer modules were read than the house has', () => {
    const result = breaches({ 'apps/node/src/a.ts': leaf }, 10)
    expect(result).toMatchObject({ status: 1, output: expect.stringContaining('only 1 modules were read') })
  })
})
