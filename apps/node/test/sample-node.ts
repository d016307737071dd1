import { type Bytes32, bytes32Schema, nodeIdSchema } from '@noderr/protocol'
import { hotKeyOf } from '../src/identity/hot-key.ts'
import { nodeIdentity } from '../src/predictions/node-identity.ts'

export const SAMPLE_KEY = hotKeyOf(`0x${'11'.repeat(32)}`)
export const SAMPLE_NODE_ID = nodeIdSchema.parse(`0x${'aa'.repeat(32)}`)
export const SAMPLE_IDENTITY = nodeIdentity(SAMPLE_NODE_ID, SAMPLE_KEY.address, '22'.repeat(32))
export const SAMPLE_DOMAIN = {
  chainId: 31337,
  networkId: bytes32Schema.parse(`0x${'33'.repeat(32)}`) as Bytes32,
}

/** The rounds of the sample network. */
export const SAMPLE_ROUND = {
  symbol: 'BTCUSDT',
  interval: '1h',
  horizonMs: 3_600_000,
  kinds: ['direction', 'regime'],
  lane: 'network',
  deadlineMs: 1_800_000,
} as const
