import { LOCAL_CHAIN_ID } from '@noderr/protocol'
import { defaultRewardPolicy, OPERATOR_CAP_BPS, type RewardPolicy } from '@noderr/scoring'
import { z } from 'zod'
import type { Tx } from '../db/index.ts'
import type { Network } from '../network/index.ts'
import type { EpochSpan } from './epoch.ts'
import { findRewardConfig, findRollover } from './store.ts'

const NODR = 10n ** 18n
const wei = z
  .string()
  .regex(/^(0|[1-9][0-9]*)$/)
  .transform(BigInt)

/** `system_config` key `rewards`: what may be said about an epoch's money beforehand. */
const rewardConfigSchema = z.object({
  /** New money of each epoch; what the last one left comes on top. */
  poolWei: wei.default(10_000n * NODR),
  /** What a perfect node of multiplier one earns in an epoch. */
  baseWei: wei.default(100n * NODR),
  operatorCapBps: z.int().min(0).max(10_000).optional(),
})

/** The policy of an epoch. The local network lifts the cap on one operator, who may be its only one. */
export async function loadRewardPolicy(tx: Tx, { chainId }: Network, span: EpochSpan): Promise<RewardPolicy> {
  const config = rewardConfigSchema.parse((await findRewardConfig(tx)) ?? {})
  const poolWei = config.poolWei + (await findRollover(tx, span.epoch - 1))
  const usualCap = chainId === LOCAL_CHAIN_ID ? 10_000 : OPERATOR_CAP_BPS
  return {
    ...defaultRewardPolicy(poolWei, config.baseWei),
    operatorCapBps: config.operatorCapBps ?? usualCap,
  }
}
