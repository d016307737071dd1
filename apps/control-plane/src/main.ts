import { parseArgs } from 'node:util'
import { announce } from './child.ts'
import { readConfig } from './config.ts'
import type { ProcessEvent } from './context/index.ts'
import { type ControlPlane, runControlPlane } from './run-control-plane.ts'

const HELP = `Starts the control plane: database, api and worker, until Ctrl-C.

  npm run control-plane
  PORT=9000 DATA_DIR=/var/lib/noderr/control-plane npm run control-plane -- --json

  --json   one JSON object per line: {"event":"ready","url":…}, {"event":"admin.login","url":…}, {"event":"error",…}
  --help   this text

Settings are read from the environment: PORT HOST PUBLIC_URL DATA_DIR DATABASE_URL CHAIN_ID NETWORK_ID
TYPEFORM_WEBHOOK_SECRET TYPEFORM_WEBHOOK_SECRET_PREVIOUS TYPEFORM_FORM_IDS TYPEFORM_TOKEN TYPEFORM_API_URL
SMTP_URL EMAIL_FROM EMAIL_REPLY_TO ARTIFACT_STORE_DIR TRUST_PROXY LOG_LEVEL ROUNDS_PER_EPOCH NODERR_DEADLINE_MS, and on the local
chain NODERR_CANDLES NODERR_REPLAY_FROM NODERR_SPEED. Without DATABASE_URL a PostgreSQL server is started under DATA_DIR.
`

const PLAIN: Readonly<Record<string, (event: ProcessEvent) => string>> = {
  ready: (event) => `The control plane is ready at ${event.url}`,
  'admin.login': (event) => `Sign in as owner, once: ${event.url}`,
  'child.crashed': (event) => `${event.child} crashed (${event.ending}) and is started again`,
  'child.restarted': (event) => `${event.child} is back`,
  'database.crashed': (event) => `the database crashed (${event.ending}) and is started again`,
  'database.restarted': () => 'the database is back',
  error: (event) => `error: ${event.message}`,
}

const flags = readFlags()
if (flags?.help) process.stdout.write(HELP)
else if (flags) await main()

function readFlags() {
  try {
    return parseArgs({ options: { json: { type: 'boolean' }, help: { type: 'boolean' } } }).values
  } catch (error) {
    process.stderr.write(`error: ${(error as Error).message}; --help lists the options\n`)
    process.exitCode = 1
    return undefined
  }
}

function tell(event: ProcessEvent): void {
  announce(event)
  const line = flags?.json ? JSON.stringify(event) : PLAIN[event.event]?.(event)
  if (line && (flags?.json || !process.channel)) process.stdout.write(`${line}\n`)
}

function tellError(error: unknown): void {
  const { code, message } = error as { code?: unknown; message?: unknown }
  tell({ event: 'error', code: String(code ?? 'internal'), message: String(message) })
}

async function main(): Promise<void> {
  const stopping = new AbortController()
  let failed = false
  const fail = (error: unknown) => {
    failed = true
    tellError(error)
    stopping.abort()
  }
  const leave = () => stopping.abort()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, leave)
  if (process.channel) process.once('disconnect', leave)

  let controlPlane: ControlPlane | undefined
  try {
    controlPlane = await runControlPlane(readConfig(), tell, fail, stopping.signal)
    if (!stopping.signal.aborted)
      await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve))
  } catch (error) {
    if (!stopping.signal.aborted) fail(error)
  }
  await controlPlane?.stop()
  if (process.connected) process.disconnect()
  process.exit(failed ? 1 : 0)
}
