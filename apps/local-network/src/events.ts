import { TIERS } from '@noderr/protocol'
import { z } from 'zod'

/** What the programs tell their parent over IPC; anything else on the channel is not for us. */
const eventSchema = z.discriminatedUnion('event', [
  z.looseObject({
    event: z.literal('prediction.accepted'),
    nodeId: z.string(),
    tier: z.enum(TIERS),
    kind: z.string(),
    closeTime: z.number(),
    status: z.string().optional(),
  }),
  z.looseObject({
    event: z.literal('round.scored'),
    roundId: z.string(),
    kind: z.string(),
    closeTime: z.number(),
  }),
  z.looseObject({
    event: z.literal('epoch.closed'),
    epoch: z.number(),
    root: z.string().nullable(),
    totalWei: z.string(),
  }),
  z.looseObject({ event: z.literal('admin.login'), url: z.string() }),
  z.looseObject({
    event: z.literal('prediction.receipted'),
    nodeId: z.string(),
    latencyMs: z.number().optional(),
    modelId: z.string().optional(),
    version: z.string().optional(),
  }),
])

export type NetworkEvent = z.infer<typeof eventSchema>

/** Reads an IPC message as an event of the network; undefined for every other message. */
export function parseEvent(message: unknown): NetworkEvent | undefined {
  return eventSchema.safeParse(message).data
}

const problemSchema = z.discriminatedUnion('event', [
  z.looseObject({ event: z.literal('error'), message: z.string() }),
  z.looseObject({ event: z.literal('child.crashed'), child: z.string(), ending: z.string() }),
  z.looseObject({ event: z.literal('database.crashed'), ending: z.string() }),
])

/** Reads an IPC message as the news that something broke, in words; undefined for every other message. */
export function parseProblem(message: unknown): string | undefined {
  const problem = problemSchema.safeParse(message).data
  if (!problem) return undefined
  if (problem.event === 'error') return problem.message
  const part = problem.event === 'child.crashed' ? problem.child : 'the database'
  return `${part} crashed (${problem.ending}) and is started again`
}
