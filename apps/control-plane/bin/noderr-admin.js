#!/usr/bin/env node
import module from 'node:module'
import { fileURLToPath } from 'node:url'

// An older Node reads no .ts and would say so with a stack.
if (!process.features.typescript) {
  const bin = fileURLToPath(new URL('../../../node_modules/.bin', import.meta.url))
  console.error(`noderr-admin: runs on the Node that npm ci brought; first: export PATH=${bin}:$PATH`)
  process.exit(1)
}
// Halves what a start costs; kept beside the code that it was made of, where nobody else writes.
module.enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/compile', import.meta.url)))

const { main } = await import('../src/admin/cli.ts')

// Whoever reads no further than the beginning, as `| head` does, has what they wanted.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})
process.exitCode = await main(process.argv)
