import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type FeatureSchema, parseFeatureSchema } from '@noderr/features'
import type { CanonicalValue } from '@noderr/protocol'
import {
  modelIdSchema,
  parseReleaseConfig,
  RELEASE_FILE_LIMITS,
  type ReleaseConfig,
  versionSchema,
} from '@noderr/releases'
import { z } from 'zod'

/** `release.json` beside a model: what its author gives and no program can know. */
const releaseNoteSchema = z.strictObject({
  id: modelIdSchema,
  version: versionSchema,
  sequence: z.int().positive(),
  replaces: versionSchema.exactOptional(),
  primary: z.boolean(),
  licence: z.string().min(1).max(128),
  createdAt: z.iso.datetime(),
})
export type ReleaseNote = z.infer<typeof releaseNoteSchema>

/** A folder in which a model stands ready to be packaged. */
export interface ModelFolder {
  readonly note: ReleaseNote
  readonly config: ReleaseConfig
  readonly featureSchema: FeatureSchema
  readonly metrics: Record<string, CanonicalValue>
  readonly model: Uint8Array
  readonly bytes: {
    readonly config: Uint8Array
    readonly features: Uint8Array
    readonly licence: Uint8Array
    readonly card: Uint8Array | undefined
  }
}

/**
 * Reads `model.onnx`, `release.json`, `config.json`, `features.json`, `metrics.json`, `LICENSE` and, as the model
 * card, `REPORT.md`.
 *
 * @throws {@link ModelFolderError} naming the file that is missing or cannot be one, and what the parsers throw.
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const model = await readModel(folder)
  const config = await readRequired(folder, 'config.json')
  const features = await readRequired(folder, 'features.json')
  return {
    note: await readNote(folder),
    config: parseReleaseConfig(config),
    featureSchema: parseFeatureSchema(Buffer.from(features).toString('utf8')),
    metrics: await readMetrics(folder),
    model,
    bytes: {
      config,
      features,
      licence: await readRequired(folder, 'LICENSE'),
      card: await findFile(folder, 'REPORT.md'),
    },
  }
}

async function readNote(folder: string): Promise<ReleaseNote> {
  const bytes = await readRequired(folder, 'release.json')
  const note = releaseNoteSchema.safeParse(parseJson(folder, 'release.json', bytes))
  if (!note.success) throw new ModelFolderError(folder, 'release.json', z.prettifyError(note.error))
  return note.data
}

async function readMetrics(folder: string): Promise<Record<string, CanonicalValue>> {
  const metrics = parseJson(folder, 'metrics.json', await readRequired(folder, 'metrics.json'))
  if (typeof metrics !== 'object' || metrics === null || Array.isArray(metrics))
    throw new ModelFolderError(folder, 'metrics.json', 'it is no JSON object')
  return Object.fromEntries(Object.entries(metrics).map(([key, value]) => [key, toCanonical(value)]))
}

/** Fractions become decimal strings, which canonical JSON can hold. */
function toCanonical(value: unknown): CanonicalValue {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : decimal(value)
  if (Array.isArray(value)) return value.map(toCanonical)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toCanonical(member)]))
  return value as string | boolean | null
}

function decimal(value: number): string {
  const text = String(value)
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text
}

async function readModel(folder: string): Promise<Uint8Array> {
  const name = 'model.onnx'
  const stats = await stat(join(folder, name)).catch(() => undefined)
  if (!stats?.isFile()) throw new ModelFolderError(folder, name, 'it is missing')
  const limit = RELEASE_FILE_LIMITS[name]
  if (stats.size > limit) throw new ModelFolderError(folder, name, `it is larger than ${limit} bytes`)
  const model = await readRequired(folder, name)
  const start = Buffer.from(model.subarray(0, 64)).toString('latin1').trimStart().toLowerCase()
  if (model.length === 0) throw new ModelFolderError(folder, name, 'it is empty')
  if (start.startsWith('version https://git-lfs'))
    throw new ModelFolderError(
      folder,
      name,
      'it is a Git LFS pointer; fetch the file itself with git lfs pull',
    )
  if (start.startsWith('<!doctype') || start.startsWith('<html'))
    throw new ModelFolderError(folder, name, 'it is a web page; the download went wrong')
  return model
}

async function readRequired(folder: string, name: string): Promise<Uint8Array> {
  const bytes = await findFile(folder, name)
  if (!bytes) throw new ModelFolderError(folder, name, 'it is missing')
  return bytes
}

async function findFile(folder: string, name: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(join(folder, name))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function parseJson(folder: string, name: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    throw new ModelFolderError(folder, name, 'it is not JSON')
  }
}

export class ModelFolderError extends Error {
  override readonly name = 'ModelFolderError'
  readonly code = 'publisher.model-folder'
  readonly folder: string
  readonly file: string
  readonly reason: string

  constructor(folder: string, file: string, reason: string) {
    super(`${file} in ${folder} cannot be packaged: ${reason}`)
    this.folder = folder
    this.file = file
    this.reason = reason
  }
}
