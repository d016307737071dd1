import { z } from 'zod'
import { parseShape } from '../errors/index.ts'

const line = z.string().max(2_048).optional()
const prose = z.string().max(4_000).optional()

/** Answers as far as somebody has come; nothing of them need be right yet. */
export const draftSchema = z.object({
  email: line,
  name: line,
  tier: line,
  operatingSystem: line,
  rpcEndpoint: line,
  experience: prose,
  infrastructure: prose,
  motivation: prose,
  stakeAmount: line,
})
export type DraftAnswers = z.infer<typeof draftSchema>

/** What a person had written when they last paused. */
export interface Draft {
  readonly answers: DraftAnswers
  readonly savedAt: Date
}

/** Answers as they came, for PostgreSQL, whose text holds neither U+0000 nor half a surrogate pair. @throws {@link InvalidInputError} */
export function readDraft(input: unknown): DraftAnswers {
  const answers = parseShape(draftSchema, input)
  const clean = (text: string) => text.toWellFormed().replaceAll('\0', '\uFFFD')
  return Object.fromEntries(
    Object.entries(answers).map(([name, text]) => [name, text === undefined ? undefined : clean(text)]),
  )
}
