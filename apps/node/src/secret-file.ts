import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { moveDurably, temporaryBeside } from '@noderr/releases'

/** Only the owner may read or write. */
const OWNER_ONLY = 0o600
const OTHERS = 0o077

/**
 * Reads a file that holds a secret.
 *
 * @throws {@link SecretFileMissingError}, and {@link SecretFileTooOpenError} when group or others may touch it.
 */
export function readSecretFile(path: string): string {
  let mode: number
  try {
    mode = statSync(path).mode
  } catch (cause) {
    throw new SecretFileMissingError(path, cause)
  }
  // Windows has no such bits; there the folder's access list protects the file.
  if (process.platform !== 'win32' && (mode & OTHERS) !== 0) throw new SecretFileTooOpenError(path, mode)
  return readFileSync(path, 'utf8')
}

/**
 * Writes a secret so that at no moment anybody but the owner can read it, and a crash leaves the old bytes or the new
 * ones.
 *
 * @throws {@link SecretFileExistsError} when the file is there and `replace` is not asked for.
 */
export async function writeSecretFile(path: string, text: string, mode: 'create' | 'replace'): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  if (mode === 'create' && statSync(path, { throwIfNoEntry: false })) throw new SecretFileExistsError(path)
  const temporary = temporaryBeside(path)
  try {
    const file = await open(temporary, 'wx', OWNER_ONLY)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await moveDurably(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
}

class SecretFileMissingError extends Error {
  override readonly name = 'SecretFileMissingError'
  readonly code = 'secret-file.missing'
  readonly path: string

  constructor(path: string, cause: unknown) {
    super(`${path} cannot be read; run noderr-node init first, or name another NODE_DATA_DIR`, { cause })
    this.path = path
  }
}

class SecretFileTooOpenError extends Error {
  override readonly name = 'SecretFileTooOpenError'
  readonly code = 'secret-file.too-open'
  readonly path: string

  constructor(path: string, mode: number) {
    super(`${path} holds secrets but has mode ${(mode & 0o777).toString(8)}; run: chmod 600 ${path}`)
    this.path = path
  }
}

class SecretFileExistsError extends Error {
  override readonly name = 'SecretFileExistsError'
  readonly code = 'secret-file.exists'
  readonly path: string

  constructor(path: string) {
    super(`${path} is there already and was left alone; move it away to make a new one`)
    this.path = path
  }
}
