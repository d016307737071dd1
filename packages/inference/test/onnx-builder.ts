// Writes small ONNX models, so that tests need no binary of unknown origin. Field numbers are those of onnx.proto3.

type Field = readonly [number: number, value: number | string | Uint8Array | Float32Array]

const IR_VERSION = 8
const OPSET = 15
const FLOAT = 1
const INT64 = 7
const BOOL = 9

/** softmax(features · weights + bias): `features` [N, inputs] to `probabilities` [N, 3]. */
export function softmaxModel(weights: Float32Array, bias: Float32Array): Uint8Array {
  return softmaxModelOf(weights, bias, ['N', weights.length / bias.length], ['N', bias.length])
}

/** The same with every dimension left free and unnamed, as exporters of trees write it. */
export function shapelessSoftmaxModel(weights: Float32Array, bias: Float32Array): Uint8Array {
  return softmaxModelOf(weights, bias, ['', ''], ['', ''])
}

function softmaxModelOf(
  weights: Float32Array,
  bias: Float32Array,
  inputShape: (number | string)[],
  outputShape: (number | string)[],
): Uint8Array {
  const outputs = bias.length
  const inputs = weights.length / outputs
  return model({
    nodes: [
      node('Gemm', ['features', 'weights', 'bias'], ['logits']),
      node('Softmax', ['logits'], ['probabilities'], message([1, 'axis'], [3, 1], [20, 2])),
    ],
    initializers: [tensor('weights', [inputs, outputs], weights), tensor('bias', [outputs], bias)],
    inputs: [valueInfo('features', FLOAT, inputShape)],
    outputs: [valueInfo('probabilities', FLOAT, outputShape)],
  })
}

/** One number per row: `features` [N, inputs] to `log_range` [N, 1]. */
export function linearModel(weights: Float32Array, bias: number): Uint8Array {
  return model({
    nodes: [node('Gemm', ['features', 'weights', 'bias'], ['log_range'])],
    initializers: [
      tensor('weights', [weights.length, 1], weights),
      tensor('bias', [1], Float32Array.of(bias)),
    ],
    inputs: [valueInfo('features', FLOAT, ['N', weights.length])],
    outputs: [valueInfo('log_range', FLOAT, ['N', 1])],
  })
}

/** log(features): not finite below zero. */
export function logarithmModel(): Uint8Array {
  return model({
    nodes: [node('Log', ['features'], ['log'])],
    initializers: [],
    inputs: [valueInfo('features', FLOAT, ['N', 2])],
    outputs: [valueInfo('log', FLOAT, ['N', 2])],
  })
}

/** Adds 1 to `features` [1, 1] as many times as its value says, which for a large value is for ever. */
export function loopModel(): Uint8Array {
  const body = graph({
    nodes: [node('Identity', ['going'], ['goes_on']), node('Add', ['carried', 'one'], ['next'])],
    initializers: [tensor('one', [1, 1], Float32Array.of(1))],
    inputs: [
      valueInfo('iteration', INT64, []),
      valueInfo('going', BOOL, []),
      valueInfo('carried', FLOAT, [1, 1]),
    ],
    outputs: [valueInfo('goes_on', BOOL, []), valueInfo('next', FLOAT, [1, 1])],
  })
  return model({
    nodes: [
      node('Cast', ['features'], ['count'], message([1, 'to'], [3, INT64], [20, 2])),
      node('Reshape', ['count', 'scalar'], ['times']),
      node('Loop', ['times', '', 'features'], ['sum'], message([1, 'body'], [6, body], [20, 5])),
    ],
    initializers: [int64Tensor('scalar', [1], [1])],
    inputs: [valueInfo('features', FLOAT, [1, 1])],
    outputs: [valueInfo('sum', FLOAT, [1, 1])],
  })
}

/** Asks for `features` [1, 1] times 1 MiB of zeros when it runs. */
export function greedyModel(): Uint8Array {
  return model({
    nodes: [
      node('Cast', ['features'], ['count'], message([1, 'to'], [3, INT64], [20, 2])),
      node('Reshape', ['count', 'scalar'], ['mebibytes']),
      node('Concat', ['mebibytes', 'quarter'], ['shape'], message([1, 'axis'], [3, 0], [20, 2])),
      node('ConstantOfShape', ['shape'], ['zeros']),
      node('ReduceSum', ['zeros'], ['sum']),
    ],
    initializers: [int64Tensor('scalar', [1], [1]), int64Tensor('quarter', [1], [262_144])],
    inputs: [valueInfo('features', FLOAT, [1, 1])],
    outputs: [valueInfo('sum', FLOAT, [1, 1])],
  })
}

interface Graph {
  readonly nodes: readonly Uint8Array[]
  readonly initializers: readonly Uint8Array[]
  readonly inputs: readonly Uint8Array[]
  readonly outputs: readonly Uint8Array[]
}

function model(parts: Graph): Uint8Array {
  return message([1, IR_VERSION], [7, graph(parts)], [8, message([1, ''], [2, OPSET])])
}

function graph({ nodes, initializers, inputs, outputs }: Graph): Uint8Array {
  return message(
    ...nodes.map((bytes): Field => [1, bytes]),
    [2, 'test'],
    ...initializers.map((bytes): Field => [5, bytes]),
    ...inputs.map((bytes): Field => [11, bytes]),
    ...outputs.map((bytes): Field => [12, bytes]),
  )
}

function node(
  operator: string,
  inputs: string[],
  outputs: string[],
  ...attributes: Uint8Array[]
): Uint8Array {
  return message(
    ...inputs.map((name): Field => [1, name]),
    ...outputs.map((name): Field => [2, name]),
    [4, operator],
    ...attributes.map((bytes): Field => [5, bytes]),
  )
}

function tensor(name: string, shape: number[], values: Float32Array): Uint8Array {
  return message(...shape.map((size): Field => [1, size]), [2, FLOAT], [8, name], [9, values])
}

function int64Tensor(name: string, shape: number[], values: number[]): Uint8Array {
  const data = new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer)
  return message(...shape.map((size): Field => [1, size]), [2, INT64], [8, name], [9, data])
}

function valueInfo(name: string, type: number, shape: (number | string)[]): Uint8Array {
  const dimensions = shape.map(
    (size): Field => [1, size === '' ? message() : message([typeof size === 'number' ? 1 : 2, size])],
  )
  return message([1, name], [2, message([1, message([1, type], [2, message(...dimensions)])])])
}

function message(...fields: Field[]): Uint8Array {
  return Buffer.concat(fields.map(field))
}

function field([number, value]: Field): Uint8Array {
  if (typeof value === 'number') return Buffer.from([...varint(number << 3), ...varint(value)])
  const bytes =
    typeof value === 'string'
      ? Buffer.from(value)
      : Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  return Buffer.concat([Buffer.from([...varint((number << 3) | 2), ...varint(bytes.length)]), bytes])
}

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest > 127) {
    bytes.push((rest % 128) | 128)
    rest = Math.floor(rest / 128)
  }
  return [...bytes, rest]
}
