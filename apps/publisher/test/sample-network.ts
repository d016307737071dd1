import { networkSchema } from '@noderr/protocol'

/** The description of a local network. */
export const sampleNetwork = networkSchema.parse({
  networkId: `0x${'ab'.repeat(32)}`,
  chainId: 31_337,
  receiptKey: '0x52908400098527886E0F7030069857D2E4169EE7',
  rounds: [
    {
      symbol: 'BTCUSDT',
      interval: '1h',
      horizonMs: 3_600_000,
      kinds: ['direction'],
      lane: 'network',
      deadlineMs: 5000,
    },
  ],
})
