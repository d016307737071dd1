import type { Tier } from '@noderr/protocol'
import type { NetworkEvent } from './events.ts'

/** Where the network tells what happens; one for people and one for programs. */
export interface Report {
  step(text: string): void
  ready(facts: {
    readonly url: string
    readonly adminUrl: string | undefined
    /** Where mail to anybody but the network's own operators is written. */
    readonly mailDir: string
    readonly seconds: number
  }): void
  event(event: NetworkEvent): void
  problem(source: string, level: 'warning' | 'error', message: string): void
  failure(error: { readonly code: string; readonly message: string }): void
  close(): void
}

/** One JSON object a line on standard output. */
export function jsonReport(write: (line: string) => void): Report {
  const print = (value: object) => write(`${JSON.stringify(value)}\n`)
  return {
    step: (text) => print({ event: 'step', text }),
    ready: (facts) => print({ event: 'ready', ...facts }),
    event: (event) => {
      if (event.event !== 'admin.login') print(event)
    },
    problem: (source, level, message) => print({ event: level, source, message }),
    failure: ({ code, message }) => print({ event: 'error', code, message }),
    close: () => undefined,
  }
}

interface NodeLine {
  readonly name: string
  readonly tier: Tier
  accepted: number
  late: number
  closeTime: number
  latencyMs: number | undefined
  release: string | undefined
}

/**
 * Plain lines for people. On a terminal the nodes' lines stay at the bottom and change in place; elsewhere they are
 * printed when an epoch closes, so that a log stays short.
 */
export function plainReport(
  out: { write(text: string): void; readonly isTTY?: boolean },
  nodes: readonly { readonly nodeId: () => string | undefined; readonly name: string; readonly tier: Tier }[],
): Report {
  const lines = new Map<string, NodeLine>()
  const live = out.isTTY === true
  let drawn = 0
  let isReady = false

  const erase = () => {
    if (drawn > 0) out.write(`\x1b[${drawn}A\x1b[J`)
    drawn = 0
  }
  const draw = () => {
    if (!live || !isReady) return
    const texts = [...lines.values()].map(nodeLine)
    out.write(texts.map((text) => `${text}\n`).join(''))
    drawn = texts.length
  }
  const say = (text: string) => {
    erase()
    out.write(`${text}\n`)
    draw()
  }
  const lineOf = (nodeId: string, tier: Tier): NodeLine => {
    const known = lines.get(nodeId)
    if (known) return known
    const name = nodes.find((node) => node.nodeId() === nodeId)?.name ?? nodeId.slice(0, 10)
    const line: NodeLine = {
      name,
      tier,
      accepted: 0,
      late: 0,
      closeTime: 0,
      latencyMs: undefined,
      release: undefined,
    }
    lines.set(nodeId, line)
    return line
  }

  return {
    step: (text) => say(`  ${text}`),
    ready({ url, adminUrl, mailDir, seconds }) {
      say(`\n  Ready in ${seconds.toFixed(1)} s.\n\n  Page         ${url}`)
      if (adminUrl) say(`  Admin login  ${adminUrl}   (works once)`)
      say(`  Mail         ${mailDir}   (what people who apply on the page are sent)`)
      say('\n  Ctrl-C stops everything; the next start goes on from here.\n')
      isReady = true
      draw()
    },
    event(event) {
      if (event.event === 'prediction.accepted') {
        const line = lineOf(event.nodeId, event.tier)
        if (event.status === 'late') line.late += 1
        else line.accepted += 1
        line.closeTime = Math.max(line.closeTime, event.closeTime)
        erase()
        draw()
      } else if (event.event === 'prediction.receipted') {
        const line = lines.get(event.nodeId)
        if (!line) return
        line.latencyMs = event.latencyMs ?? line.latencyMs
        line.release = event.modelId && event.version ? `${event.modelId} ${event.version}` : line.release
      } else if (event.event === 'epoch.closed') {
        const root = event.root ? event.root : 'nothing earned'
        say(`  epoch ${event.epoch} closed  ${formatNodr(event.totalWei)} NODR  root ${root}`)
        if (!live) for (const line of lines.values()) out.write(`${nodeLine(line)}\n`)
      }
    },
    problem: (source, level, message) => say(`  ${level} in ${source}: ${message}`),
    failure: ({ message }) => say(message),
    close: erase,
  }
}

function nodeLine(line: NodeLine): string {
  const when = line.closeTime ? new Date(line.closeTime).toISOString().slice(0, 16).replace('T', ' ') : '–'
  const latency = line.latencyMs === undefined ? '' : `  ${line.latencyMs.toFixed(1)} ms`
  const late = line.late === 0 ? '' : `  ${line.late} late`
  const release = line.release === undefined ? '' : `  ${line.release}`
  return `  ${line.name.padEnd(14)} ${when}  ${String(line.accepted).padStart(6)} accepted${late}${latency}${release}`
}

/** Wei as NODR with two decimals, cut off, not rounded. */
function formatNodr(wei: string): string {
  const hundredths = BigInt(wei) / 10n ** 16n
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`
}
