import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Takes the folder for this process: two networks on one folder would share a database and the nodes' keys.
 *
 * A lock left by a process that was killed is taken over.
 *
 * @throws {@link SecondInstanceError} when another network runs on the folder.
 */
export function lockFolder(folder: string): Disposable {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'network.lock')
  const mine = `${process.pid} ${startTimeOf(process.pid) ?? ''}`
  for (;;) {
    try {
      writeFileSync(path, mine, { flag: 'wx', mode: 0o600 })
      return { [Symbol.dispose]: () => rmSync(path, { force: true }) }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    const [pid = '', started = ''] = readFileSync(path, 'utf8').split(' ')
    if (isAlive(Number(pid), started)) throw new SecondInstanceError(folder, Number(pid))
    rmSync(path, { force: true })
  }
}

/** A process id is used again after a while; with its start time it names one process. */
function isAlive(pid: number, started: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  return started === '' || startTimeOf(pid) === started
}

/** Field 22 of /proc/PID/stat; undefined where there is no /proc. */
function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}

export class SecondInstanceError extends Error {
  override readonly name = 'SecondInstanceError'
  readonly code = 'local-network.second-instance'
  readonly pid: number

  constructor(folder: string, pid: number) {
    super(
      `A network already runs on ${folder} (process ${pid}); stop it, or give this one another folder with --data.`,
    )
    this.pid = pid
  }
}
