#!/usr/bin/env node
import module from 'node:module'
import { fileURLToPath } from 'node:url'

// An older Node reads no .ts and would say so with a stack.
if (!process.features.typescript) {
  const bin = fileURLToPath(new URL('../../../node_modules/.bin', import.meta.url))
  console.error(`noderr-node: runs on the Node that npm ci brought; first: export PATH=${bin}:$PATH`)
  process.exit(1)
}
// Halves what a start costs; kept beside the code that it was made of, where nobody else writes.
module.enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/compile', import.meta.url)))

const { main } = await import('../src/cli.ts')

process.exitCode = await main(process.argv)
