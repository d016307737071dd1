import type { Clock } from '@noderr/protocol'

/** The machine's time; the one place where the node reads it. */
export const systemClock: Clock = { now: () => Date.now() }

export const DATA_DIR_OPTION = [
  '--data-dir <folder>',
  'where everything of this node lies (NODE_DATA_DIR)',
] as const

/** Prints data as one JSON document, or as the text that people read. */
export function print(options: { readonly json?: boolean }, data: unknown, text: string): void {
  console.log(options.json ? JSON.stringify(data) : text)
}
