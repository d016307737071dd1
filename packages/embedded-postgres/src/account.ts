import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** The operating system account that the server runs as; undefined where it is simply ours. */
export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/**
 * Chooses who runs the server: ourselves, or as root `postgres`, else `nobody`, since PostgreSQL refuses root.
 *
 * No account is ever created.
 *
 * @throws {@link NoAccountError} as root on a machine that has neither account.
 */
export function chooseAccount(passwd = '/etc/passwd'): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const accounts = readFileSync(passwd, 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name, , uid, gid]) => ({ name: name ?? '', uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid, gid }) => uid > 0 && gid > 0)
  const account = ['postgres', 'nobody']
    .map((name) => accounts.find((candidate) => candidate.name === name))
    .find((candidate) => candidate !== undefined)
  if (!account) throw new NoAccountError(passwd)
  return account
}

/** Whether the account may pass through `path` and every folder above it, judged by owner, group and mode. */
export function mayReach(account: Account | undefined, path: string): boolean {
  if (!account) return true
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder)
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

/** What `child_process` needs to run a program as the account. */
export function identity(account: Account | undefined): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {}
}

export class NoAccountError extends Error {
  override readonly name = 'NoAccountError'
  readonly code = 'postgres.no-account'

  constructor(passwd: string) {
    super(
      `PostgreSQL does not run as root, and ${passwd} names neither "postgres" nor "nobody"; start as another user or set DATABASE_URL`,
    )
  }
}
