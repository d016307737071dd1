#!/usr/bin/env node
import { main } from '../src/admin/cli.ts'

// Whoever reads no further than the beginning, as `| head` does, has what they wanted.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})
process.exitCode = await main(process.argv)
