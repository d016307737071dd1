import { mkdirSync, statfsSync } from 'node:fs'
import { createServer } from 'node:net'

/** A network needs this much for its database, its logs and its releases before it starts. */
const LEAST_FREE_BYTES = 300 * 1024 * 1024

/**
 * Looks for what would stop the network half way.
 *
 * @throws {@link BusyPortError} and {@link FullDiskError}.
 */
export async function preflight(port: number, dataDir: string): Promise<void> {
  mkdirSync(dataDir, { recursive: true })
  const { bavail, bsize } = statfsSync(dataDir)
  if (bavail * bsize < LEAST_FREE_BYTES) throw new FullDiskError(dataDir, bavail * bsize)
  await new Promise<void>((resolve, reject) => {
    const server = createServer()
    server.once('error', () => reject(new BusyPortError(port)))
    server.listen(port, () => server.close(() => resolve()))
  })
}

export class BusyPortError extends Error {
  override readonly name = 'BusyPortError'
  readonly code = 'local-network.busy-port'
  readonly port: number

  constructor(port: number) {
    super(
      `Port ${port} cannot be used, most likely because another program has it; choose another with --port.`,
    )
    this.port = port
  }
}

export class FullDiskError extends Error {
  override readonly name = 'FullDiskError'
  readonly code = 'local-network.full-disk'
  readonly freeBytes: number

  constructor(folder: string, freeBytes: number) {
    super(
      `The disk of ${folder} has ${Math.floor(freeBytes / 2 ** 20)} MiB free and the network needs ${LEAST_FREE_BYTES / 2 ** 20}; make room or choose another folder with --data.`,
    )
    this.freeBytes = freeBytes
  }
}
