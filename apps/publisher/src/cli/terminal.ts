import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Clock } from '@noderr/protocol'
import { readConfig } from '../config.ts'
import { KeyCipher } from '../key-file.ts'

/** The machine's time; the one place where the publisher reads it. */
export const systemClock: Clock = { now: () => Date.now() }

/** Prints data as one JSON document, or as the text that people read. */
export function print(options: { readonly json?: boolean }, data: unknown, text: string): void {
  console.log(options.json ? JSON.stringify(data) : text)
}

/** Writes lines to a file, or to standard output. */
export async function writeLines(path: string | undefined, lines: Iterable<string>): Promise<void> {
  const out = path ? createWriteStream(path) : process.stdout
  for (const line of lines) if (!out.write(`${line}\n`)) await once(out, 'drain')
  if (out === process.stdout) return
  out.end()
  await once(out, 'finish')
}

/** The first line of a secret's file. */
export async function readSecret(path: string): Promise<string> {
  const [line = ''] = (await readFile(path, 'utf8')).split(/\r?\n/)
  if (line.trim() === '') throw new SecretFileEmptyError(path)
  return line.trim()
}

/** The cipher of the publishing keys; undefined when the environment names no passphrase. */
export async function readKeyCipher(): Promise<KeyCipher | undefined> {
  const { keysPassphraseFile } = readConfig()
  return keysPassphraseFile ? new KeyCipher(await readSecret(keysPassphraseFile)) : undefined
}

class SecretFileEmptyError extends Error {
  override readonly name = 'SecretFileEmptyError'
  readonly code = 'publisher.secret-file-empty'
  readonly path: string

  constructor(path: string) {
    super(`${path} holds no secret: its first line is empty`)
    this.path = path
  }
}
