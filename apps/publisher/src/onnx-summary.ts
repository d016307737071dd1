/** What an ONNX file says of itself that no session tells. */
export interface OnnxSummary {
  readonly opsets: readonly { readonly domain: string; readonly version: number }[]
  /** Elements of all weights, and of the float attributes in which tree ensembles keep theirs. */
  readonly parameterCount: number
}

// Field numbers and wire types of onnx.proto3 and protobuf's encoding.
const MODEL = { graph: 7, opset: 8 } as const
const OPSET = { domain: 1, version: 2 } as const
const GRAPH = { node: 1, initializer: 5 } as const
const NODE = { attribute: 5 } as const
const ATTRIBUTE = { tensor: 5, graph: 6, floats: 7, graphs: 11 } as const
const TENSOR = { dims: 1, externalData: 13 } as const
const VARINT = 0
const FIXED64 = 1
const BYTES = 2
const FIXED32 = 5
const MAX_DEPTH = 16

interface Field {
  readonly number: number
  readonly wire: number
  readonly value: number
  readonly bytes: Uint8Array
}

/**
 * Reads opsets and parameter count out of an ONNX file, without a schema compiler.
 *
 * @throws {@link NotOnnxError} when the bytes are no ONNX model or keep weights outside of the file.
 */
export function summariseOnnx(model: Uint8Array): OnnxSummary {
  const fields = [...fieldsOf(model)]
  const opsets = fields
    .filter(({ number, wire }) => number === MODEL.opset && wire === BYTES)
    .map(({ bytes }) => readOpset(bytes))
    .sort((a, b) => (a.domain < b.domain ? -1 : 1))
  const graph = fields.find(({ number, wire }) => number === MODEL.graph && wire === BYTES)
  if (!graph || opsets.length === 0) throw new NotOnnxError('it has no graph or no operator set')
  return { opsets, parameterCount: countGraph(graph.bytes, 0) }
}

function readOpset(bytes: Uint8Array): { domain: string; version: number } {
  let domain = ''
  let version = 0
  for (const field of fieldsOf(bytes)) {
    if (field.number === OPSET.domain) domain = Buffer.from(field.bytes).toString('utf8')
    if (field.number === OPSET.version) version = field.value
  }
  return { domain, version }
}

function countGraph(bytes: Uint8Array, depth: number): number {
  if (depth > MAX_DEPTH) throw new NotOnnxError(`its graphs are nested deeper than ${MAX_DEPTH}`)
  let count = 0
  for (const field of fieldsOf(bytes)) {
    if (field.number === GRAPH.initializer) count += countTensor(field.bytes)
    if (field.number === GRAPH.node)
      for (const part of fieldsOf(field.bytes))
        if (part.number === NODE.attribute) count += countAttribute(part.bytes, depth)
  }
  return count
}

function countAttribute(bytes: Uint8Array, depth: number): number {
  let count = 0
  for (const field of fieldsOf(bytes)) {
    if (field.number === ATTRIBUTE.floats) count += field.wire === BYTES ? field.bytes.length / 4 : 1
    if (field.number === ATTRIBUTE.tensor) count += countTensor(field.bytes)
    if (field.number === ATTRIBUTE.graph || field.number === ATTRIBUTE.graphs)
      count += countGraph(field.bytes, depth + 1)
  }
  return count
}

function countTensor(bytes: Uint8Array): number {
  let count = 1
  for (const field of fieldsOf(bytes)) {
    if (field.number === TENSOR.externalData) throw new NotOnnxError('it keeps weights in another file')
    if (field.number === TENSOR.dims && field.wire === VARINT) count *= field.value
    if (field.number === TENSOR.dims && field.wire === BYTES)
      for (let at = 0; at < field.bytes.length; ) {
        const dimension = readVarint(field.bytes, at)
        count *= dimension.value
        at = dimension.end
      }
  }
  return count
}

function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  for (let at = 0; at < bytes.length; ) {
    const key = readVarint(bytes, at)
    const wire = key.value & 7
    const content = readContent(bytes, key.end, wire)
    yield { number: Math.floor(key.value / 8), wire, value: content.value, bytes: content.bytes }
    at = content.end
  }
}

function readContent(bytes: Uint8Array, at: number, wire: number) {
  if (wire === VARINT) return { ...readVarint(bytes, at), bytes: bytes.subarray(at, at) }
  const size = wire === FIXED64 ? { value: 8, end: at } : wire === FIXED32 ? { value: 4, end: at } : undefined
  const length = size ?? (wire === BYTES ? readVarint(bytes, at) : undefined)
  if (!length || length.end + length.value > bytes.length) throw new NotOnnxError('its bytes are no protobuf')
  const end = length.end + length.value
  return { value: 0, bytes: bytes.subarray(length.end, end), end }
}

function readVarint(bytes: Uint8Array, from: number): { value: number; end: number } {
  let value = 0
  for (let index = 0; index < 10; index += 1) {
    const byte = bytes[from + index]
    if (byte === undefined) break
    value += (byte & 127) * 2 ** (7 * index)
    if (byte < 128) return { value, end: from + index + 1 }
  }
  throw new NotOnnxError('its bytes are no protobuf')
}

export class NotOnnxError extends Error {
  override readonly name = 'NotOnnxError'
  readonly code = 'publisher.not-onnx'
  readonly reason: string

  constructor(reason: string) {
    super(`model.onnx cannot be packaged: ${reason}`)
    this.reason = reason
  }
}
