import { PREDICTION_STRUCTS, predictionLeaf, predictionSchema } from '@noderr/protocol'
import { hashStruct } from 'viem/utils'
import { type Benchmark, type Figures, median, rounded } from './benchmark.ts'

const word = (byte: string) => `0x${byte.repeat(32)}`
const sample = predictionSchema.parse({
  nodeId: word('22'),
  keyId: '0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf',
  lane: 'network',
  kind: 'direction',
  symbol: 'BTCUSDT',
  intervalMs: 3_600_000,
  horizonMs: 3_600_000,
  closeTime: 1_672_531_200_000,
  p0: 3000,
  p1: 4000,
  p2: 3000,
  abstainCode: 0,
  modelDigest: word('33'),
  profile: 'exact',
  featureDigest: word('44'),
  inputHash: word('55'),
  salt: word('66'),
})

/** What the leaf of one prediction costs, beside viem's general EIP-712 encoder on the same struct. */
export const benchmark: Benchmark<{ rounds: number }> = {
  name: 'leaf-hash',
  claim: "hashing one prediction's leaf, beside viem's hashStruct of the same prediction",
  sizes: { rounds: 7 },
  async run({ rounds }): Promise<Figures> {
    const fields = PREDICTION_STRUCTS.Prediction.fields.map(({ name, type }) => ({ name, type }))
    const viem = {
      data: { ...sample },
      types: { Prediction: fields },
      primaryType: 'Prediction',
    } as Parameters<typeof hashStruct>[0]
    const [ours, theirs]: [number[], number[]] = [[], []]
    for (let round = 0; round < rounds; round += 1) {
      ours.push(microsecondsOf(2_000, () => predictionLeaf(sample)))
      theirs.push(microsecondsOf(500, () => hashStruct(viem)))
    }
    const [oursUs, viemUs] = [median(ours), median(theirs)]
    return { oursUs: rounded(oursUs), viemUs: rounded(viemUs), viemOverOurs: rounded(viemUs / oursUs) }
  },
}

function microsecondsOf(times: number, work: () => unknown): number {
  const started = performance.now()
  for (let index = 0; index < times; index += 1) work()
  return ((performance.now() - started) * 1000) / times
}
