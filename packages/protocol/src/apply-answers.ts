import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { z } from 'zod'
import { canonicalJson } from './canonical-json.ts'
import { addressSchema, type Bytes32 } from './ids.ts'
import { TIERS } from './tier.ts'

/** Text that a database can hold and canonical JSON can write. */
const text = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `Keep it under ${most} characters.`)
    .refine((value) => value.isWellFormed() && !value.includes('\0'), 'Remove the unreadable characters.')

const answer = (most: number, ask: string) => text(most).min(1, ask)
/** An answer that may be left out; an empty one was left out. */
const optional = <Schema extends z.ZodType<string>>(schema: Schema) =>
  z.preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? undefined : value),
    schema.optional(),
  )

/** What our own form asks, with faults in words for whoever fills it in. The page and the server read by it alike. */
export const applyAnswersSchema = z.object({
  email: z
    .string()
    .trim()
    .toLowerCase()
    .max(254, 'Keep it under 254 characters.')
    .pipe(z.email('Write an e-mail address, such as ada@example.org.')),
  name: answer(200, 'Write the name that we should call you by.'),
  wallet: addressSchema,
  tier: z.enum(TIERS, 'Choose a tier.'),
  operatingSystem: answer(100, 'Choose what the node will run on.'),
  rpcEndpoint: optional(
    text(2_048).pipe(
      z.url({
        protocol: /^https$/,
        error: 'Write an address that begins with https://, or leave this empty.',
      }),
    ),
  ),
  experience: answer(4_000, 'Say in a sentence or two what you have run before.'),
  infrastructure: answer(4_000, 'Describe the machine and its connection.'),
  motivation: answer(4_000, 'Say why you want to run a node.'),
  stakeAmount: text(30).regex(/^(0|[1-9][0-9]*)$/, 'Write a whole number of NODR, without separators.'),
})

/** The answers as they are kept, judged and signed for. */
export type ApplyAnswers = z.infer<typeof applyAnswersSchema>

/**
 * The hash of the answers that their wallet signs: SHA-256 of their canonical JSON.
 *
 * It is the digest that the application gets and that its approval names, so that what was signed, what was read and
 * what was decided on are provably one text.
 */
export function applyAnswersHash(answers: ApplyAnswers): Bytes32 {
  const said = Object.entries(answers).filter(([, value]) => value !== undefined)
  const written = canonicalJson({ ...Object.fromEntries(said), other: {} })
  return `0x${bytesToHex(sha256(utf8ToBytes(written)))}` as Bytes32
}
