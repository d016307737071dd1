import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/**
 * Builds the page into `dist` unless `dist` is already of these sources: `node apps/console/build.ts`.
 *
 * Sources are known by digest and not by time, since a checkout or a copy sets times as it likes. The new page is
 * made beside the old one and takes its place whole, so that a build that is cut short leaves the old page.
 */
const here = import.meta.dirname
const repository = join(here, '../..')
const dist = join(here, 'dist')
const stamp = join(dist, '.sources.sha256')
const SOURCES = [
  'apps/console/src',
  'apps/console/public',
  'apps/console/index.html',
  'apps/console/vite.config.ts',
  'apps/console/package.json',
  'packages/protocol/src',
  'package-lock.json',
]

async function filesUnder(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch((error) => {
    if (error.code === 'ENOTDIR') return null
    throw error
  })
  if (!entries) return [path]
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

async function digestOfSources(): Promise<string> {
  const files = (await Promise.all(SOURCES.map((path) => filesUnder(join(repository, path))))).flat()
  const hash = createHash('sha256')
  for (const file of files.filter((name) => !name.endsWith('.test.ts')).sort())
    hash.update(`${relative(repository, file)}\n`).update(await readFile(file))
  return hash.digest('hex')
}

async function buildPage(digest: string): Promise<void> {
  const { build } = await import('vite')
  const cache = join(repository, 'node_modules/.cache')
  await mkdir(cache, { recursive: true })
  const fresh = await mkdtemp(join(cache, 'console-'))
  try {
    await build({
      configFile: join(here, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: fresh, emptyOutDir: true },
    })
    await chmod(fresh, 0o755)
    await writeFile(join(fresh, '.sources.sha256'), digest)
    await rm(dist, { recursive: true, force: true })
    await rename(fresh, dist)
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

const started = performance.now()
const digest = await digestOfSources()
const built = await readFile(stamp, 'utf8').catch(() => null)
if (built !== digest) await buildPage(digest)
const took = Math.round(performance.now() - started)
process.stdout.write(
  `the page in ${relative(process.cwd(), dist) || '.'} is ${built === digest ? 'current' : 'built'} (${took} ms)\n`,
)
