import { type ChildProcess, fork } from 'node:child_process'
import { BackOff, pause } from './back-off.ts'
import type { Logger } from './log.ts'

/** How a supervised node ends when starting it again would be wrong: a person must look first. */
export const HALTED = 70
/** How it ends when its settings or files are at fault; one sentence on standard error says how. */
export const MISCONFIGURED = 1

export interface SupervisorOptions {
  /** The script and arguments of the node itself. */
  readonly script: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly log: Logger
  /** From 0 to 1. */
  readonly random: () => number
  /** What the node says over IPC. */
  readonly onMessage: (message: unknown) => void
}

const FIRST_RESTART_MS = 500
const LONGEST_RESTART_MS = 60_000
/** A node that lived so long starts with the shortest wait again. */
const STABLE_MS = 60_000
/** A node drains within this, or is killed: a native model can hold its thread for ever. */
const STOP_MS = 9_000

/**
 * Keeps a node running in a process of its own: a child that dies is started again, after a wait that grows.
 *
 * @returns The exit code: 0 after `signal`, else that of a node that halted or is misconfigured.
 */
export async function supervise(options: SupervisorOptions, signal: AbortSignal): Promise<number> {
  const backOff = new BackOff({
    firstMs: FIRST_RESTART_MS,
    mostMs: LONGEST_RESTART_MS,
    random: options.random,
  })
  while (!signal.aborted) {
    const startedAt = performance.now()
    const code = await runChild(options, signal)
    if (signal.aborted) return 0
    if (code === 0 || code === HALTED || code === MISCONFIGURED) return code
    if (performance.now() - startedAt > STABLE_MS) backOff.reset()
    const waitMs = backOff.next()
    options.log.warn({ exit: code, waitMs }, 'the node died and is started again')
    await pause(waitMs, signal)
  }
  return 0
}

/** The exit code, or the name of the signal that ended the child. */
async function runChild({ script, args, env, onMessage }: SupervisorOptions, signal: AbortSignal) {
  const child = fork(script, [...args], { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child.on('message', onMessage)
  const stop = () => void stopChild(child)
  signal.addEventListener('abort', stop, { once: true })
  const { promise, resolve } = Promise.withResolvers<number | string>()
  child.once('exit', (code, name) => resolve(code ?? name ?? HALTED))
  child.once('error', (error) => resolve(error.name))
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function stopChild(child: ChildProcess): void {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  child.once('exit', () => clearTimeout(timer))
}
