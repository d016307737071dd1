import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { runCommand } from './command.ts'
import { ROOT } from './options.ts'

const CLI = join(ROOT, 'apps/publisher/bin/noderr-model.js')

/** The reference models, in the order in which they are published. */
export const REFERENCE_MODELS = ['btc-1h-direction-light', 'btc-1h-range', 'btc-1h-direction'] as const

/** Packages the reference models as an ML engineer would; needs no other program to run. Gives the archives. */
export async function packageModels(dataDir: string, signal: AbortSignal): Promise<readonly string[]> {
  const out = join(dataDir, 'packages')
  mkdirSync(out, { recursive: true })
  const folders = REFERENCE_MODELS.map((model) => join(ROOT, 'models', model))
  const printed = await runCommand(CLI, ['package', ...folders, '--out', out, '--json'], { signal })
  const { packages } = packagedSchema.parse(JSON.parse(printed))
  return packages.map(({ path }) => path)
}

const packagedSchema = z.object({ packages: z.array(z.object({ path: z.string() })) })

/** Makes the publishers' keys on the first start; they live in a folder that the control plane never opens. */
export async function initialiseKeys(keysDir: string, baseUrl: string, signal: AbortSignal): Promise<void> {
  if (existsSync(keysDir)) return
  const args = ['keys', 'init', '--dir', keysDir, '--control-plane', baseUrl, '--plaintext']
  await runCommand(CLI, args, { signal })
}

/** Publishes archives to the channel; what is published already stays as it is, an expired channel is signed again. */
export async function publishModels(
  archives: readonly string[],
  places: {
    readonly keysDir: string
    readonly storeDir: string
    readonly baseUrl: string
    readonly tokenFile: string
  },
  signal: AbortSignal,
): Promise<void> {
  const { keysDir, storeDir, baseUrl, tokenFile } = places
  const args = ['--store', storeDir, '--keys', keysDir, '--control-plane', baseUrl, '--token-file', tokenFile]
  await runCommand(CLI, ['publish', ...archives, ...args], { signal })
}
