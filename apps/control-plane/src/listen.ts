import type { FastifyInstance } from 'fastify'
import type { Config } from './config.ts'

/** @throws {@link PortBusyError} when another program has the port. */
export async function listen(app: FastifyInstance, { host, port }: Config): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortBusyError(port, cause)
    throw cause
  }
}

export class PortBusyError extends Error {
  override readonly name = 'PortBusyError'
  readonly code = 'api.port-busy'
  readonly port: number

  constructor(port: number, cause: unknown) {
    super(`port ${port} is taken by another program; stop it or choose another with PORT`, { cause })
    this.port = port
  }
}
