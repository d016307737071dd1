import { join } from 'node:path'
import { LOCAL_CHAIN_ID } from '@noderr/protocol'
import { z } from 'zod'
import { CommandFailedError, runCommand } from './command.ts'
import { ROOT } from './options.ts'

const ADMIN_CLI = join(ROOT, 'apps/control-plane/bin/noderr-admin.js')

// Guardians and oracles need two people; the account `owner` is for whoever started the network.
const FIRST = 'ada'
const SECOND = 'grace'

/** Makes the two admins who approve the network's own nodes; leaves them as they are on a later start. */
export async function seedApprovers(controlPlaneDir: string, signal: AbortSignal): Promise<void> {
  const names = ['--name', FIRST, SECOND]
  await runAdmin(['admins', 'add', ...names, '--role', 'approver', '--if-absent'], controlPlaneDir, signal)
}

const listedSchema = z.array(z.object({ id: z.number() }))

/** Approves what is pending as one admin, and what then still waits for a second person as another. */
export async function approveAll(controlPlaneDir: string, signal: AbortSignal): Promise<void> {
  const listed = await runAdmin(
    ['applications', 'list', '--status', 'pending', '--json'],
    controlPlaneDir,
    signal,
  )
  const ids = listedSchema.parse(JSON.parse(listed)).map(({ id }) => id)
  // A start that was cut short may have left any of them with the yes of one: who has said it is refused a second.
  let left: readonly number[] = ids
  for (const name of [FIRST, SECOND, FIRST]) {
    if (left.length === 0) return
    left = await approveAs(name, left, controlPlaneDir, signal).catch((error: unknown) => {
      if (error instanceof CommandFailedError && !signal.aborted) return left
      throw error
    })
  }
  if (left.length > 0) throw new NotApprovedError(left)
}

const approvedSchema = z.object({ id: z.number(), status: z.string() })

/** @returns The applications that one approval was not enough for. */
async function approveAs(
  name: string,
  ids: readonly number[],
  controlPlaneDir: string,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const words = ['--as', name, 'applications', 'approve', ...ids.map(String), '--json']
  const lines = (await runAdmin(words, controlPlaneDir, signal)).trim().split('\n')
  return lines
    .map((line) => approvedSchema.parse(JSON.parse(line)))
    .filter(({ status }) => status !== 'approved')
    .map(({ id }) => id)
}

function runAdmin(words: readonly string[], controlPlaneDir: string, signal: AbortSignal): Promise<string> {
  const env = { DATA_DIR: controlPlaneDir, CHAIN_ID: String(LOCAL_CHAIN_ID) }
  return runCommand(ADMIN_CLI, words, { env, signal })
}

export class NotApprovedError extends Error {
  override readonly name = 'NotApprovedError'
  readonly code = 'local-network.not-approved'
  readonly applications: readonly number[]

  constructor(applications: readonly number[]) {
    super(
      `Applications ${applications.join(', ')} of the network's own nodes were not approved; noderr-admin applications approve says why.`,
    )
    this.applications = applications
  }
}
