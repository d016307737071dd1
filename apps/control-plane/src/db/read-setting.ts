import type { z } from 'zod'
import type { Db, Tx } from './database.ts'

/**
 * One tunable of `system_config`, parsed.
 *
 * @throws {@link SettingUnusableError} when it is missing or not of the shape: a value is never made up.
 */
export async function readSetting<Schema extends z.ZodType>(
  db: Db | Tx,
  key: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const row = await db.selectFrom('system_config').select('value').where('key', '=', key).executeTakeFirst()
  const parsed = schema.safeParse(row?.value)
  if (!parsed.success) throw new SettingUnusableError(key)
  return parsed.data
}

export class SettingUnusableError extends Error {
  override readonly name = 'SettingUnusableError'
  readonly kind = 'unavailable'
  readonly code = 'config.setting-unusable'
  readonly key: string

  constructor(key: string) {
    super(`system_config.${key} is missing or cannot be used; have an owner set it, then try again`)
    this.key = key
  }
}
