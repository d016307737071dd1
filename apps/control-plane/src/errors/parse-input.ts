import { z } from 'zod'

/**
 * Unknown → typed, or one error that names every fault.
 *
 * @throws {@link InvalidInputError}
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input)
  if (!parsed.success) throw new InvalidInputError(z.prettifyError(parsed.error))
  return parsed.data
}

export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError'
  readonly kind = 'invalid'
  readonly code = 'input.invalid'

  constructor(faults: string) {
    super(`the input was not understood: ${faults.slice(0, 2_000)}`)
  }
}
