import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

/**
 * Makes this process the only owner of a data folder until it releases the lock or dies.
 *
 * The lock is a listening abstract Unix socket: the kernel takes it back with the process, however that ends, so no
 * stale lock can exist and two contenders cannot both win.
 *
 * @throws {@link ClusterBusyError} while another process owns the folder.
 */
export async function lockFolder(dataDir: string): Promise<() => Promise<void>> {
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 32)
  const server = createServer((socket) => socket.destroy())
  try {
    server.listen(`\0noderr-postgres-${name}`)
    await once(server, 'listening')
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause
    throw new ClusterBusyError(dataDir, cause)
  }
  server.unref()
  return () => release(server)
}

async function release(server: Server): Promise<void> {
  if (!server.listening) return
  server.close()
  await once(server, 'close')
}

export class ClusterBusyError extends Error {
  override readonly name = 'ClusterBusyError'
  readonly code = 'postgres.busy'
  readonly dataDir: string

  constructor(dataDir: string, cause: unknown) {
    super(`another running program owns the database in ${dataDir}; stop it or choose another DATA_DIR`, {
      cause,
    })
    this.dataDir = dataDir
  }
}
