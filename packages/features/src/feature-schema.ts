import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import {
  type CanonicalValue,
  canonicalJson,
  type Digest,
  digestSchema,
  intervalSchema,
} from '@noderr/protocol'
import { z } from 'zod'
import { FEATURE_KIND_NAMES, FEATURE_KINDS } from './feature-kinds.ts'

const featureName = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'expected lower-case letters, digits and _')
const decimal = z.string().regex(/^-?\d{1,15}(\.\d{1,17})?$/, 'expected a decimal string such as "-0.0125"')
const positiveDecimal = decimal.refine((text) => Number(text) > 0, 'expected a decimal above zero')

const definitionSchema = z
  .strictObject({
    name: featureName,
    kind: z.enum(FEATURE_KIND_NAMES),
    parameters: z.record(z.string(), z.union([z.number(), z.string()])),
  })
  .superRefine(({ kind, parameters }, context) => {
    const parsed = FEATURE_KINDS[kind].parameters.safeParse(parameters)
    for (const issue of parsed.error?.issues ?? []) {
      context.addIssue({
        code: 'custom',
        path: ['parameters', ...issue.path],
        message: issue.message,
        continue: false,
      })
    }
  })

const normalisationSchema = z.strictObject({
  feature: featureName,
  centre: decimal,
  scale: positiveDecimal,
  /** The input is kept within ± this. */
  clip: positiveDecimal.optional(),
})

const unsealed = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case letters, digits and -'),
  version: z.string().regex(/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/, 'expected a version such as 1.0.0'),
  interval: intervalSchema,
  /** Candles, the current one included, that make the next vector ready unless there is a gap among them. */
  lookback: z.number().int().min(2).max(20_000),
  anchor: z.strictObject({
    /** Length of the blocks of the UTC grid on which recursive state is seeded. */
    periodCandles: z.number().int().min(2).max(10_000),
    /** Candles after a gap before a vector is ready again, the first one included. */
    warmupCandles: z.number().int().min(1).max(10_000),
  }),
  features: z.array(definitionSchema).min(1).max(512),
  normalisation: z.array(normalisationSchema).max(512),
})

type Unsealed = z.infer<typeof unsealed>
const unsealedSchema = unsealed.superRefine(requireSense)

const sealedSchema = unsealed.extend({ digest: digestSchema }).superRefine(requireSense)

/** One named column of the vector. */
export type FeatureDefinition = Unsealed['features'][number]

/** How one raw value becomes a model input: (value − centre) / scale, kept within ± clip. */
export type FeatureNormalisation = Unsealed['normalisation'][number]

/** A schema before its digest is known, as the author of a model writes it. */
export type UnsealedFeatureSchema = Unsealed

/**
 * What a model was trained on: ordered features with parameters, their seeding and normalisation.
 *
 * A feature without an entry in `normalisation` enters the model as it is. `digest` names everything else, so two
 * programs with the same digest compute the same bits from the same candles.
 */
export type FeatureSchema = z.infer<typeof sealedSchema>

/**
 * Reads a schema from parsed JSON or from its text.
 *
 * @throws {@link InvalidFeatureSchemaError} for anything that is no schema and {@link SchemaDigestMismatchError}
 * when the content is not what `digest` names.
 */
export function parseFeatureSchema(json: unknown): FeatureSchema {
  const schema = parseWith(sealedSchema, typeof json === 'string' ? parseJson(json) : json)
  const actual = schemaDigest(schema)
  if (actual !== schema.digest) throw new SchemaDigestMismatchError(schema.name, schema.digest, actual)
  return schema
}

/**
 * Completes a schema with its digest; the way in for whoever writes a new one.
 *
 * @throws {@link InvalidFeatureSchemaError} for parameters out of range, a name that stands twice, or a warm-up that
 * is shorter than a feature needs.
 */
export function sealFeatureSchema(draft: unknown): FeatureSchema {
  const parsed = parseWith(unsealedSchema, draft)
  return { ...parsed, digest: schemaDigest(parsed) }
}

/** `sha256:` over the canonical JSON of everything but the digest itself. */
export function schemaDigest(schema: UnsealedFeatureSchema | FeatureSchema): Digest {
  const { digest: _, ...content } = schema as FeatureSchema
  const json = canonicalJson(JSON.parse(JSON.stringify(content)) as CanonicalValue)
  return digestSchema.parse(`sha256:${bytesToHex(sha256(utf8ToBytes(json)))}`)
}

function requireSense(schema: Unsealed, context: z.RefinementCtx): void {
  const complain = (path: (string | number)[], message: string) =>
    context.addIssue({ code: 'custom', path, message })
  const { periodCandles, warmupCandles } = schema.anchor
  if (warmupCandles > periodCandles)
    complain(['anchor', 'warmupCandles'], `must not exceed periodCandles (${periodCandles})`)
  if (schema.lookback < 2 * periodCandles)
    complain(['lookback'], `must be at least two anchor periods (${2 * periodCandles})`)

  const names = new Set<string>()
  for (const [index, feature] of schema.features.entries()) {
    if (names.has(feature.name)) complain(['features', index, 'name'], `"${feature.name}" stands twice`)
    names.add(feature.name)
    const needed = FEATURE_KINDS[feature.kind].candles(feature.parameters)
    if (needed > warmupCandles)
      complain(
        ['features', index],
        `"${feature.name}" needs ${needed} candles, warmupCandles is ${warmupCandles}`,
      )
  }
  const normalised = new Set<string>()
  for (const [index, { feature }] of schema.normalisation.entries()) {
    if (!names.has(feature))
      complain(['normalisation', index, 'feature'], `"${feature}" is no feature of this schema`)
    if (normalised.has(feature)) complain(['normalisation', index, 'feature'], `"${feature}" stands twice`)
    normalised.add(feature)
  }
}

function parseWith<Result>(schema: z.ZodType<Result>, json: unknown): Result {
  const parsed = schema.safeParse(json)
  if (!parsed.success) {
    const [first] = parsed.error.issues
    throw new InvalidFeatureSchemaError(first?.path.join('.') ?? '', first?.message ?? 'unreadable')
  }
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new InvalidFeatureSchemaError('', 'the text is not JSON', { cause })
  }
}

export class InvalidFeatureSchemaError extends Error {
  override readonly name = 'InvalidFeatureSchemaError'
  readonly code = 'feature-schema.invalid'
  /** Dotted path of the first fault; empty for the whole document. */
  readonly path: string

  constructor(path: string, fault: string, options?: ErrorOptions) {
    super(
      `the feature schema cannot be used: ${path || 'the document'}: ${fault}; correct it and seal it again`,
      options,
    )
    this.path = path
  }
}

export class SchemaDigestMismatchError extends Error {
  override readonly name = 'SchemaDigestMismatchError'
  readonly code = 'feature-schema.digest-mismatch'
  readonly expected: Digest
  readonly actual: Digest

  constructor(schemaName: string, expected: Digest, actual: Digest) {
    super(
      `feature schema "${schemaName}" says ${expected} but its content is ${actual}; take the original file`,
    )
    this.expected = expected
    this.actual = actual
  }
}
