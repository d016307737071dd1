const KIB = 1024
const MIB = 1024 * KIB

/**
 * The files that a release archive may hold, in the order in which they stand there, each with its largest length.
 *
 * The manifest is first, so that a reader knows every other length before it meets it; the model is last, so that
 * everything small has been judged before the large file is read.
 */
export const RELEASE_FILE_LIMITS = {
  'manifest.json': 256 * KIB,
  'config.json': 256 * KIB,
  'features.json': MIB,
  'golden.json': 4 * MIB,
  LICENSE: 256 * KIB,
  'MODEL_CARD.md': MIB,
  'model.onnx': 512 * MIB,
} as const

export type ReleaseFileName = keyof typeof RELEASE_FILE_LIMITS

export const RELEASE_FILE_NAMES = Object.keys(RELEASE_FILE_LIMITS) as readonly ReleaseFileName[]

/** Everything but the model card must be there. */
export const REQUIRED_RELEASE_FILES = RELEASE_FILE_NAMES.filter((name) => name !== 'MODEL_CARD.md')

/** The bytes of a release's files by name. */
export type ReleaseFiles = ReadonlyMap<ReleaseFileName, Uint8Array>

/** Whether a name is on the allow-list; own keys only, so that `constructor` is not. */
export function isReleaseFileName(name: string): name is ReleaseFileName {
  return Object.hasOwn(RELEASE_FILE_LIMITS, name)
}
