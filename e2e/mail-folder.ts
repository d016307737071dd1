import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ReadMail, readMime } from '@noderr/testkit'

/** Waits for the next mail to `address` in the folder where the local network puts mail, and takes it out. */
export async function takeMail(
  folder: string,
  address: string,
  fits: (mail: ReadMail) => boolean,
): Promise<ReadMail> {
  for (;;) {
    const files = existsSync(folder) ? readdirSync(folder).sort() : []
    for (const file of files.filter((name) => name.endsWith(`-${address}.eml`))) {
      const mail = readMime(readFileSync(join(folder, file), 'utf8'))
      if (!fits(mail)) continue
      rmSync(join(folder, file))
      return mail
    }
    await sleep(100)
  }
}
