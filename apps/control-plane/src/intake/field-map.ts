import { z } from 'zod'
import type { Answers } from '../applications/index.ts'
import type { Db } from '../db/index.ts'
import { findConfig } from './store.ts'

export const FIELD_MAP_KEY = 'typeform_field_map'

const refs = z.array(z.string().min(1).max(256)).max(50)

/** Which references of form fields carry which answer. Matches are exact; the first that is understood counts. */
export const fieldMapSchema = z
  .strictObject({
    email: refs,
    name: refs,
    wallet: refs.refine((list) => !list.includes('node_wallet_address'), {
      error: 'node_wallet_address names a wallet of the machine, never the operator’s',
    }),
    tier: refs,
    operatingSystem: refs,
    rpcEndpoint: refs,
    experience: refs,
    infrastructure: refs,
    motivation: refs,
    stakeAmount: refs,
  } satisfies Readonly<Record<Exclude<keyof Answers, 'other'>, unknown>>)
  .refine((map) => new Set(Object.values(map).flat()).size === Object.values(map).flat().length, {
    error: 'a reference may stand for one answer only',
  })
export type FieldMap = z.output<typeof fieldMapSchema>

/** Three generations of the form (docs/runbooks/typeform.md). */
export const DEFAULT_FIELD_MAP: FieldMap = {
  email: ['email'],
  name: ['name'],
  wallet: ['wallet_address', 'eth_address', 'ethereum_wallet_address'],
  tier: ['tier', 'node_type', 'license'],
  operatingSystem: ['os', 'operating_system', 'platform'],
  rpcEndpoint: ['rpc_endpoint', 'rpc_url'],
  experience: ['experience'],
  infrastructure: ['infrastructure'],
  motivation: ['motivation'],
  stakeAmount: ['stake_amount'],
}

/** The map in force. @throws {@link FieldMapBrokenError} when somebody wrote another one past `typeform map set`. */
export async function loadFieldMap(db: Db): Promise<FieldMap> {
  const stored = await findConfig(db, FIELD_MAP_KEY)
  if (stored === undefined) return DEFAULT_FIELD_MAP
  const parsed = fieldMapSchema.safeParse(stored)
  if (!parsed.success) throw new FieldMapBrokenError(z.prettifyError(parsed.error))
  return parsed.data
}

export class FieldMapBrokenError extends Error {
  override readonly name = 'FieldMapBrokenError'
  readonly kind = 'unavailable'
  readonly code = 'field-map.broken'

  constructor(faults: string) {
    super(
      `${FIELD_MAP_KEY} in system_config is no field map; set it by noderr-admin typeform map set: ${faults}`,
    )
  }
}
