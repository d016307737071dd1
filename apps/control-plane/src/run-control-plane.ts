import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type RunningPostgres, startPostgres } from '@noderr/embedded-postgres'
import { ensureOwner, mintLoginToken } from './auth/index.ts'
import { type Config, environmentWith } from './config.ts'
import { contextFor, type ProcessEvent } from './context/index.ts'
import { migrate, openDatabase } from './db/index.ts'
import { openLog } from './log.ts'
import { resumeClock } from './network/index.ts'
import { type Child, superviseChild } from './supervise-child.ts'
import { wire } from './wire.ts'

export interface ControlPlane {
  /** Api, then worker, then database. */
  stop(): Promise<void>
}

/**
 * Starts database, schema, api and worker, and keeps them running.
 *
 * @param tell - Hears `ready`, `admin.login`, crashes, and what the children announce.
 * @param onGivenUp - A part stays down; the caller stops the rest.
 */
export async function runControlPlane(
  config: Config,
  tell: (event: ProcessEvent) => void,
  onGivenUp: (error: Error) => void,
  signal: AbortSignal,
): Promise<ControlPlane> {
  const running: { api?: Child; worker?: Child; postgres?: RunningPostgres } = {}
  const stop = async () => {
    await running.api?.stop()
    await running.worker?.stop()
    await running.postgres?.stop()
  }
  try {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o711 })
    if (!config.databaseUrl) running.postgres = await startDatabase(config, tell, onGivenUp, signal)
    const databaseUrl = config.databaseUrl ?? running.postgres?.url ?? ''
    await migrate(databaseUrl)
    signal.throwIfAborted()
    await resumeMarket(config, databaseUrl)
    const token = await mintOwnerLogin(config, databaseUrl)
    signal.throwIfAborted()
    const start = async (name: 'api' | 'worker') => {
      running[name] = await superviseChild({
        name,
        script: join(import.meta.dirname, `${name}.ts`),
        environment: environmentWith({ DATABASE_URL: databaseUrl }),
        signal,
        onEvent: tell,
        onGivenUp,
      })
    }
    const starts = await Promise.allSettled([start('worker'), start('api')])
    for (const one of starts) if (one.status === 'rejected') throw one.reason
    if (token) tell({ event: 'admin.login', url: `${config.publicUrl}/login#${token}` })
    tell({ event: 'ready', url: config.publicUrl })
    return { stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The market stood still while we did: its clock goes on from where it was, before a child reads it. */
async function resumeMarket({ chainId, replay }: Config, databaseUrl: string): Promise<void> {
  const db = openDatabase(databaseUrl, () => {})
  try {
    await resumeClock(db, { chainId, replay, wallMs: Date.now() })
  } finally {
    await db.destroy()
  }
}

function startDatabase(
  config: Config,
  tell: (event: ProcessEvent) => void,
  onGivenUp: (error: Error) => void,
  signal: AbortSignal,
): Promise<RunningPostgres> {
  const log = openLog(config.logLevel, 'postgres')
  return startPostgres({
    dataDir: join(config.dataDir, 'postgres'),
    log: (line) => log.debug(line),
    signal,
    onCrash: ({ code, signal: by }) => tell({ event: 'database.crashed', ending: by ?? `exit code ${code}` }),
    onRestart: () => tell({ event: 'database.restarted' }),
    onGivenUp,
  })
}

/** A login link's token for `owner`; undefined where the network's people have owners of their own instead. */
async function mintOwnerLogin(config: Config, databaseUrl: string): Promise<string | undefined> {
  const services = await wire(config, databaseUrl, 'supervisor')
  try {
    const ctx = contextFor(services, { type: 'system', job: 'supervisor' })
    const owner = await ensureOwner(ctx)
    return owner && (await mintLoginToken(ctx, services.secrets.tokenPepper, owner))
  } finally {
    await services.db.destroy()
  }
}
