import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { DEFAULT_FIELD_MAP, FIELD_MAP_KEY, type FieldMap, fieldMapSchema, loadFieldMap } from './field-map.ts'
import { findConfig, saveConfig } from './store.ts'

/** The field map in force. @throws {@link NotAllowedError}, {@link FieldMapBrokenError} */
export async function getFieldMap(ctx: Context): Promise<FieldMap> {
  requirePermission(ctx, 'typeform.configure')
  return loadFieldMap(ctx.db)
}

/**
 * Reads forms by another map from now on; what is in the inbox is read by it when it is replayed.
 *
 * @throws {@link NotAllowedError}, {@link InvalidInputError}.
 */
export async function setFieldMap(ctx: Context, input: unknown): Promise<FieldMap> {
  requirePermission(ctx, 'typeform.configure')
  const map = parseInput(fieldMapSchema, input)
  await inTransaction(ctx.db, async (tx) => {
    const former = fieldMapSchema.safeParse((await findConfig(tx, FIELD_MAP_KEY)) ?? DEFAULT_FIELD_MAP).data
    await saveConfig(tx, FIELD_MAP_KEY, map, { at: new Date(ctx.clock.now()), by: describeActor(ctx.actor) })
    await audit(tx, ctx, {
      action: 'typeform.field-map-set',
      subject: `config:${FIELD_MAP_KEY}`,
      details: { from: former ?? null, to: map },
    })
  })
  return map
}
