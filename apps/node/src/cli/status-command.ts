import type { Command } from 'commander'
import { dataDirPath } from '../config.ts'
import { dataDirAt } from '../data-dir.ts'
import { type NodeState, readNodeState } from '../node-state.ts'
import { DATA_DIR_OPTION, print } from './terminal.ts'

export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .description('print what the node of this data directory runs and has delivered')
    .option(...DATA_DIR_OPTION)
    .option('--json', 'print data as JSON')
    .addHelpText('after', '\nExample:\n  noderr-node status --json')
    .action((options: { readonly dataDir?: string; readonly json?: boolean }) => {
      const state = readNodeState(dataDirAt(dataDirPath(options.dataDir)).state)
      const running = isRunning(state.pid)
      print(options, { ...state, running }, describe(state, running))
    })
}

function describe(state: NodeState, running: boolean): string {
  const { lastPrediction: last, session } = state
  const facts: [string, string][] = [
    [
      'node',
      `${state.nodeId} (${state.tier}), ${running ? 'running' : 'not running'}, software ${state.softwareVersion}`,
    ],
    [
      'releases',
      state.releases
        .map(({ modelId, version, state: role }) => `${modelId} ${version} (${role})`)
        .join(', ') || 'none',
    ],
    [
      'last prediction',
      last
        ? `${last.symbol} ${last.kind} at ${time(last.closeTime)}${last.abstention ? `, abstained: ${last.abstention}` : ''}`
        : 'none',
    ],
    ['outbox', `${state.outboxDepth} predictions and ${state.telemetryDepth} measurements wait`],
    ['receipts', String(state.receipts)],
    ['session', session ? `lease ${session.leaseEpoch}, until ${time(session.expiresAt)}` : 'none'],
    [
      'feed',
      state.feedCloseTime === null ? 'no candle yet' : `last candle closed at ${time(state.feedCloseTime)}`,
    ],
    ['seen', time(state.updatedAt)],
  ]
  return facts.map(([name, value]) => `${name.padEnd(16)}${value}`).join('\n')
}

function time(epochMs: number): string {
  return new Date(epochMs).toISOString()
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
