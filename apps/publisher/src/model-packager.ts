import { ModelSession, type ModelSignature } from '@noderr/inference'
import type { Digest } from '@noderr/protocol'
import {
  digestOf,
  encodeGoldenRows,
  encodeManifest,
  type Manifest,
  openRelease,
  type ReleaseFileName,
  writeReleaseArchive,
} from '@noderr/releases'
import { recordGoldenRows } from './golden-sample.ts'
import { type ModelFolder, type ReleaseNote, readModelFolder } from './model-folder.ts'
import { summariseOnnx } from './onnx-summary.ts'

/** A model packaged: the bytes of its `model.tar.gz`, and what they are. */
export interface ModelPackage {
  readonly manifest: Manifest
  readonly archive: Uint8Array
  readonly digest: Digest
}

/** Changes to the folder's `release.json`, for a rehearsal or a second release of the same files. */
export type ReleaseNoteChange = Partial<Pick<ReleaseNote, 'version' | 'sequence'>>

/**
 * Makes release archives out of model folders. The same folder gives the same bytes: golden rows are drawn from the
 * model's digest, times come from the folder, and nothing is taken from the machine. Needs no keys.
 */
export class ModelPackager {
  /**
   * Packages one folder, and opens the result once more as a node would.
   *
   * @throws {@link ModelFolderError}, {@link NotOnnxError}, and what the inference engine and the release's parsers
   * throw for a model that they could not serve.
   */
  async package(folder: string, change: ReleaseNoteChange = {}): Promise<ModelPackage> {
    const source = await readModelFolder(folder)
    const { opsets, parameterCount } = summariseOnnx(source.model)
    const signature = await servedSignature(source)
    const files = new Map<ReleaseFileName, Uint8Array>([
      ['config.json', source.bytes.config],
      ['features.json', source.bytes.features],
      ['golden.json', encodeGoldenRows(await recordGoldenRows(source.model, signature))],
      ['LICENSE', source.bytes.licence],
      ...(source.bytes.card ? [['MODEL_CARD.md', source.bytes.card] as const] : []),
      ['model.onnx', source.model],
    ])
    const { name, version, digest } = source.featureSchema
    const { interpretation: _, ...purpose } = source.config
    const manifest: Manifest = {
      schemaVersion: 1,
      ...source.note,
      ...change,
      ...purpose,
      profile: 'exact',
      inputs: [...signature.inputs],
      outputs: [...signature.outputs],
      featureSchema: { name, version, digest },
      opsets: [...opsets],
      parameterCount,
      metrics: source.metrics,
      files: [...files].map(([path, bytes]) => ({
        path: path as Exclude<ReleaseFileName, 'manifest.json'>,
        length: bytes.length,
        digest: digestOf(bytes),
      })),
    }
    files.set('manifest.json', encodeManifest(manifest))
    const archive = await writeReleaseArchive(files)
    return { manifest: openRelease(files).manifest, archive, digest: digestOf(archive) }
  }
}

/** Of a model's outputs, the one that its configuration reads: labels and other by-products are never served. */
async function servedSignature({ model, config, featureSchema }: ModelFolder): Promise<ModelSignature> {
  const { inputs, outputs } = await ModelSession.describe(model)
  const { output } = config.interpretation
  const served = outputs.filter(({ name }) => name === output)
  if (served.length === 0)
    throw new OutputNotServedError(
      output,
      outputs.map(({ name }) => name),
    )
  // A model that leaves its width free takes that of the features it was trained on.
  const width = featureSchema.features.length
  const sized = inputs.map((input) => ({
    ...input,
    shape: input.shape.map((size, index) => (index === 1 && typeof size === 'string' ? width : size)),
  }))
  return { inputs: sized, outputs: served }
}

export class OutputNotServedError extends Error {
  override readonly name = 'OutputNotServedError'
  readonly code = 'publisher.output-not-served'
  readonly output: string
  readonly available: readonly string[]

  constructor(output: string, available: readonly string[]) {
    super(
      `config.json reads the output "${output}", but the model's float32 tensors are ${available.join(', ') || 'none'}; sequences and maps (ZipMap) must be left out when exporting`,
    )
    this.output = output
    this.available = available
  }
}
