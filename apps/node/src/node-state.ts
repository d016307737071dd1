import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { TIERS } from '@noderr/protocol'
import { z } from 'zod'

/** What a running node writes down about itself every few seconds, for `noderr-node status`. */
const nodeStateSchema = z.object({
  pid: z.number().int(),
  /** Wall milliseconds. */
  updatedAt: z.number(),
  startedAt: z.number(),
  softwareVersion: z.string(),
  nodeId: z.string(),
  tier: z.enum(TIERS),
  keyId: z.string(),
  controlPlaneUrl: z.string(),
  releases: z.array(
    z.object({
      modelId: z.string(),
      version: z.string(),
      kind: z.string(),
      digest: z.string(),
      state: z.string(),
    }),
  ),
  lastPrediction: z
    .object({
      kind: z.string(),
      symbol: z.string(),
      closeTime: z.number(),
      /** Reason code; null for an opinion. */
      abstention: z.string().nullable(),
      latencyMs: z.number(),
    })
    .nullable(),
  outboxDepth: z.number().int(),
  telemetryDepth: z.number().int(),
  receipts: z.number().int(),
  session: z.object({ leaseEpoch: z.string(), expiresAt: z.number() }).nullable(),
  /** Close of the newest candle, market milliseconds; null before the first. */
  feedCloseTime: z.number().nullable(),
  metrics: z.record(z.string(), z.number()),
})
export type NodeState = z.infer<typeof nodeStateSchema>

/** Replaces the state so that a reader never sees half of it; it may be lost in a power cut. */
export function writeNodeState(path: string, state: NodeState): void {
  const temporary = `${path}.tmp`
  writeFileSync(temporary, JSON.stringify(state), { mode: 0o600 })
  renameSync(temporary, path)
}

/** @throws {@link NeverStartedError} when no node has run in this directory. */
export function readNodeState(path: string): NodeState {
  if (!existsSync(path)) throw new NeverStartedError(path)
  return nodeStateSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
}

class NeverStartedError extends Error {
  override readonly name = 'NeverStartedError'
  readonly code = 'state.never-started'
  readonly path: string

  constructor(path: string) {
    super(`no node has run here: there is no ${path}; run noderr-node start, or name another --data-dir`)
    this.path = path
  }
}
