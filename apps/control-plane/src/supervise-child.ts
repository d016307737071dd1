import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProcessEvent } from './context/index.ts'

const MAX_RESTARTS = 5
const RESTART_WINDOW_MS = 60_000
const FIRST_PAUSE_MS = 200
const PATIENCE_MS = 2_000

export interface ChildOptions {
  readonly name: string
  readonly script: string
  readonly environment: NodeJS.ProcessEnv
  /** Gives up a start that is under way. */
  readonly signal: AbortSignal
  /** Hears everything the child announces, and `child.crashed` and `child.restarted`. */
  readonly onEvent: (event: ProcessEvent) => void
  /** The child stays down. */
  readonly onGivenUp: (error: ChildGivenUpError) => void
}

export interface Child {
  /** Lets the child leave in good order; ends it when that takes longer than two and a half seconds. */
  stop(): Promise<void>
}

/**
 * Starts a child, waits until it is ready, and from then on starts it again whenever it crashes.
 *
 * It leads its own process group, so that Ctrl-C reaches only the supervisor, and leaves when its channel closes, so
 * that it never outlives the supervisor.
 *
 * @throws {@link ChildFailedError} when it ends before it was ready the first time.
 */
export async function superviseChild(options: ChildOptions): Promise<Child> {
  let stopping = false
  let process = launch(options)
  const giveUp = () => void process.stop()
  options.signal.addEventListener('abort', giveUp)
  await process.ready.finally(() => options.signal.removeEventListener('abort', giveUp))
  const restarts: number[] = []

  const watch = async (): Promise<void> => {
    while (!stopping) {
      const ending = await process.ended
      if (stopping) return
      options.onEvent({ event: 'child.crashed', child: options.name, ending })
      const recent = restarts.filter((at) => performance.now() - at < RESTART_WINDOW_MS).length
      if (recent >= MAX_RESTARTS) return options.onGivenUp(new ChildGivenUpError(options.name, recent))
      restarts.push(performance.now())
      await sleep(FIRST_PAUSE_MS * 2 ** recent)
      if (stopping) return
      process = launch(options)
      process.ready.then(
        () => options.onEvent({ event: 'child.restarted', child: options.name }),
        () => {},
      )
    }
  }
  void watch()
  return {
    async stop() {
      stopping = true
      await process.stop()
    },
  }
}

interface Launched {
  readonly ready: Promise<void>
  /** How it ended, in words. */
  readonly ended: Promise<string>
  stop(): Promise<void>
}

function launch({ name, script, environment, onEvent }: ChildOptions): Launched {
  const child = fork(script, {
    env: environment,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ready = Promise.withResolvers<void>()
  let fault: string | undefined
  child.on('message', (message: ProcessEvent) => {
    if (message.event === `${name}.ready`) return ready.resolve()
    if (message.event === 'error' && message.source === name) fault = String(message.message)
    else onEvent(message)
  })
  const ended = once(child, 'exit').then(
    ([code, signal]) => fault ?? String(signal ?? `exit code ${code}`),
    // The child could not even be made; unheard, this would end the supervisor and orphan the database.
    (error: unknown) => String(error),
  )
  void ended.then((ending) => ready.reject(new ChildFailedError(name, ending)))
  return { ready: ready.promise, ended, stop: () => stop(child, ended) }
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.connected) child.disconnect()
  const gone = await Promise.race([ended.then(() => true), sleep(PATIENCE_MS, false, { ref: false })])
  if (gone) return
  child.kill('SIGKILL')
  await ended
}

export class ChildFailedError extends Error {
  override readonly name = 'ChildFailedError'
  readonly code = 'supervisor.child-failed'
  readonly child: string

  constructor(child: string, ending: string) {
    super(`${child} did not start: ${ending}`)
    this.child = child
  }
}

export class ChildGivenUpError extends Error {
  override readonly name = 'ChildGivenUpError'
  readonly code = 'supervisor.child-given-up'
  readonly child: string

  constructor(child: string, restarts: number) {
    super(`${child} crashed again and again and stayed down after ${restarts} restarts; its log says why`)
    this.child = child
  }
}
