import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const BIN = '/usr/lib/postgresql/15/bin'

/** Why PostgreSQL 15, the oldest that we support, cannot be tried here; undefined when it can. */
export const noPostgres15: string | undefined = existsSync(`${BIN}/initdb`)
  ? undefined
  : 'PostgreSQL 15 is not installed (apt-get install postgresql-15)'

/** Runs Debian's PostgreSQL 15 over a cluster of its own, without its service, for as long as `work` takes. */
export async function withPostgres15(work: (adminUrl: string) => Promise<void>): Promise<void> {
  const account = unprivileged()
  const folder = mkdtempSync('/tmp/noderr-pg15-')
  const cluster = join(folder, 'cluster')
  mkdirSync(cluster, { mode: 0o700 })
  if (account) for (const path of [folder, cluster]) chownSync(path, account.uid, account.gid)
  const options = { cwd: '/', env: { TZ: 'UTC' }, stdio: 'ignore', ...account } as const
  try {
    execFileSync(
      `${BIN}/initdb`,
      ['-D', cluster, '-U', 'noderr', '-A', 'trust', '-E', 'UTF8', '--locale=C'],
      options,
    )
    const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'timezone=UTC']
    const server = spawn(
      `${BIN}/postgres`,
      ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])],
      options,
    )
    const ended = once(server, 'exit')
    try {
      while (!isReady(cluster)) await sleep(50)
      await work(`postgres://noderr:@localhost:5432/postgres?host=${encodeURIComponent(folder)}`)
    } finally {
      server.kill('SIGINT')
      await ended
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function isReady(cluster: string): boolean {
  const file = join(cluster, 'postmaster.pid')
  return existsSync(file) && readFileSync(file, 'utf8').includes('ready')
}

/** PostgreSQL refuses root. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const nobody = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'nobody')
  return { uid: Number(nobody?.[2]), gid: Number(nobody?.[3]) }
}
