import type { Clock } from '@noderr/protocol'
import type { NodeConfig } from './config.ts'
import type { DataDir } from './data-dir.ts'
import type { Logger } from './log.ts'
import type { NodeEvent } from './node-events.ts'

/** What a node is given: its settings and the outside world. */
export interface NodeContext {
  readonly config: NodeConfig
  readonly dataDir: DataDir
  /** Wall time. */
  readonly clock: Clock
  readonly fetch: typeof globalThis.fetch
  /** From 0 to 1, for waiting times. */
  readonly random: () => number
  readonly log: Logger
  readonly emit: (event: NodeEvent) => void
}
