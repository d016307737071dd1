#!/usr/bin/env node
import { fileURLToPath } from 'node:url'

// An older Node reads no .ts and would say so with a stack.
if (!process.features.typescript) {
  const bin = fileURLToPath(new URL('../../../node_modules/.bin', import.meta.url))
  console.error(`noderr-node: runs on the Node that npm ci brought; first: export PATH=${bin}:$PATH`)
  process.exit(1)
}
const { main } = await import('../src/cli.ts')

process.exitCode = await main(process.argv)
