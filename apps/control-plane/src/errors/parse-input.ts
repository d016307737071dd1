import type { z } from 'zod'

/**
 * Unknown → typed, or one error that names every fault. Refuses every text that the database cannot keep.
 *
 * @throws {@link InvalidInputError}
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = parseShape(schema, input)
  requireKeepable(parsed)
  return parsed
}

/**
 * Unknown → typed, where each text is judged apart: of a batch of telemetry one row may be refused.
 *
 * @throws {@link InvalidInputError}
 */
export function parseShape<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input)
  if (!parsed.success) throw new InvalidInputError(faultsOf(parsed.error))
  return parsed.data
}

/** On one line, since a terminal and a log show it too: `reason: Too small: …; tier: Invalid option: …`. */
function faultsOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => [...path.map(String), message].join(': ')).join('; ')
}

/** PostgreSQL's text holds neither U+0000 nor half a surrogate pair, and the audit log's canonical JSON neither. */
function requireKeepable(value: unknown): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed())
      throw new InvalidInputError('a text holds a character that cannot be kept')
  } else if (Array.isArray(value)) value.forEach(requireKeepable)
  else if (typeof value === 'object' && value !== null) Object.values(value).forEach(requireKeepable)
}

export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError'
  readonly kind = 'invalid'
  readonly code = 'input.invalid'

  constructor(faults: string) {
    super(`the input was not understood: ${faults.slice(0, 2_000)}`)
  }
}
