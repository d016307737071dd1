import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { parseEnv } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { type Bundle, bundleSchema, type OpenBundle, openBundleSchema, ROOTS_FOLDER } from '@noderr/protocol'
import { unpackTar } from 'modern-tar'
import { z } from 'zod'

/** A bundle, whose secret may be left out: support hands it out so. */
export type GivenBundle = OpenBundle & { readonly apiSecret?: string }

/** Several times what a bundle takes. */
const MOST_BYTES = 16 * 1024 * 1024
const ARCHIVE = /\.(tar\.gz|tgz)$/

/**
 * Reads the bundle of the claim page: its JSON, its archive, the folder that was unpacked from it, or JSON on standard
 * input for `-`.
 *
 * @throws {@link BundleInvalidError}, without repeating what the text holds.
 */
export async function readBundle(path: string): Promise<GivenBundle> {
  if (path === '-') return parseBundle(await text(process.stdin))
  if ((await stat(path)).isDirectory()) return fromFiles(await readFolder(path))
  if (ARCHIVE.test(path)) return fromFiles(await readArchive(await readFile(path)))
  return parseBundle(await readFile(path, 'utf8'))
}

/** As {@link readBundle}, from the JSON that the claim answers. */
export function parseBundle(json: string): Bundle {
  return orRefuse(() => bundleSchema.parse(JSON.parse(json)))
}

/** Texts by their path inside the bundle: `node.env`, `roots/1.root.json` … */
type BundleTexts = ReadonlyMap<string, string>

function fromFiles(files: BundleTexts): GivenBundle {
  return orRefuse(() => {
    const env = parseEnv(files.get('node.env') ?? '')
    const [rootJson, ...laterRoots] = rootsOf(files)
    const open = openBundleSchema.parse({
      nodeId: env.NODE_ID,
      tier: env.NODE_TIER?.toLowerCase(),
      operator: env.OPERATOR_ADDRESS,
      apiKey: env.API_KEY,
      controlPlaneUrl: env.CONTROL_PLANE_URL,
      networkId: env.NETWORK_ID,
      chainId: Number(env.CHAIN_ID),
      rootJson,
      laterRoots,
    })
    return env.API_SECRET ? { ...open, apiSecret: bundleSchema.shape.apiSecret.parse(env.API_SECRET) } : open
  })
}

function rootsOf(files: BundleTexts): string[] {
  const roots: string[] = []
  for (;;) {
    const root = files.get(`${ROOTS_FOLDER}/${roots.length + 1}.root.json`)
    if (root === undefined) return roots
    roots.push(root)
  }
}

async function readFolder(folder: string): Promise<BundleTexts> {
  const roots = await readdir(join(folder, ROOTS_FOLDER)).catch(() => [])
  const names = ['node.env', ...roots.map((name) => `${ROOTS_FOLDER}/${name}`)]
  const files = new Map<string, string>()
  for (const name of names) {
    const path = join(folder, name)
    const stats = await stat(path).catch(() => undefined)
    if (stats?.isFile() && stats.size <= MOST_BYTES) files.set(name, decode(await readFile(path)))
  }
  return files
}

/** Nothing is written to disk, so that no name in the archive can ever be a path. */
async function readArchive(bytes: Uint8Array): Promise<BundleTexts> {
  try {
    const entries = await unpackTar(gunzipSync(bytes, { maxOutputLength: MOST_BYTES }))
    const files = entries.filter(({ header, data }) => header.type === 'file' && data)
    return new Map(files.map(({ header, data }) => [withoutFolder(header.name), decode(data)]))
  } catch {
    throw new BundleInvalidError([])
  }
}

function withoutFolder(name: string): string {
  return name.slice(name.indexOf('/') + 1)
}

function decode(bytes: Uint8Array | undefined): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

function orRefuse<Result>(parse: () => Result): Result {
  try {
    return parse()
  } catch (cause) {
    const fields = cause instanceof z.ZodError ? cause.issues.map((issue) => issue.path.join('.')) : []
    throw new BundleInvalidError(fields)
  }
}

class BundleInvalidError extends Error {
  override readonly name = 'BundleInvalidError'
  readonly code = 'bundle.invalid'
  readonly fields: readonly string[]

  constructor(fields: readonly string[]) {
    const where = fields.length > 0 ? `its ${fields.join(', ')} cannot be used` : 'it could not be read'
    super(`the bundle was refused: ${where}; take it whole from the claim page`)
    this.fields = fields
  }
}
