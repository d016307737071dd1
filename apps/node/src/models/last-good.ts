import { readFileSync } from 'node:fs'
import { digestSchema } from '@noderr/protocol'
import { writeDurably } from '@noderr/releases'
import { z } from 'zod'
import type { WantedRelease } from './model-loader.ts'

const lastGoodSchema = z.object({
  releases: z.array(
    z.object({
      modelId: z.string(),
      version: z.string(),
      objectKey: z.string(),
      length: z.number().int().positive(),
      digest: digestSchema,
    }),
  ),
})

/** The releases that were proven and ran last; empty before the first. */
export function readLastGood(path: string): readonly WantedRelease[] {
  try {
    return lastGoodSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).releases
  } catch {
    // Absent, or damaged: the channel will say again what to run.
    return []
  }
}

export async function writeLastGood(path: string, releases: readonly WantedRelease[]): Promise<void> {
  await writeDurably(path, Buffer.from(JSON.stringify({ releases })), 0o600)
}
