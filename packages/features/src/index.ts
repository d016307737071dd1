export { CandleDisorderError, UnusableCandleError } from './candle-order.ts'
export type { FeatureKindName } from './feature-kinds.ts'
export { computeFeatureMatrix, type FeatureMatrix } from './feature-matrix.ts'
export {
  type FeatureDefinition,
  type FeatureNormalisation,
  type FeatureSchema,
  InvalidFeatureSchemaError,
  parseFeatureSchema,
  SchemaDigestMismatchError,
  schemaDigest,
  sealFeatureSchema,
  type UnsealedFeatureSchema,
} from './feature-schema.ts'
export { createFeatureStream, type FeatureStream } from './feature-stream.ts'
export {
  type FeatureVector,
  hashInput,
  type Normalise,
  type NotReady,
  type NotReadyReason,
  normaliserFor,
} from './feature-vector.ts'
export { STANDARD_FEATURES } from './standard-features.ts'
