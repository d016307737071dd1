import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { BusyPortError, preflight } from './preflight.ts'

it('names a port that another program has', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const folder = mkdtempSync(join(tmpdir(), 'preflight-'))
  await expect(preflight(port, folder)).rejects.toThrow(BusyPortError)
  await new Promise((resolve) => server.close(resolve))
  await preflight(port, folder)
})
