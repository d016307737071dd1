import type { Adapter } from './adapter.ts'
import type { Delivery } from './delivery.ts'
import { member } from './loose.ts'
import { answersOf, collect, identifierOf, namesChoice, timeOf } from './typeform-payload.ts'

const KINDS: Readonly<Record<string, Delivery['kind']>> = {
  form_response: 'response',
  form_response_partial: 'partial',
}

/** The webhook since 2018: fields have references, in the answer itself or in the definition. */
export const typeform2018: Adapter = {
  name: 'typeform/2018-01',
  read(body) {
    const answers = answersOf(member(body, 'form_response'))
    const named = answers.length === 0 || answers.some(({ ref }) => ref !== undefined)
    return named ? readWebhook(body) : undefined
  },
}

/**
 * What every webhook of Typeform has carried so far. A test of theirs has the event id for its token, and none of its
 * answers names a choice of the form.
 *
 * @returns Undefined without event, form or token: then it is something else.
 */
export function readWebhook(body: unknown): Delivery | undefined {
  const type = member(body, 'event_type')
  const kind = typeof type === 'string' && Object.hasOwn(KINDS, type) ? KINDS[type] : undefined
  const response = member(body, 'form_response')
  const formId = identifierOf(member(response, 'form_id'))
  const token = identifierOf(member(response, 'token'))
  const answers = member(response, 'answers')
  if (!kind || !formId || !token || !(Array.isArray(answers) || answers == null)) return undefined
  const eventId = identifierOf(member(body, 'event_id'))
  return {
    kind,
    formId,
    token,
    eventId,
    submittedAt: timeOf(member(response, 'submitted_at')),
    isTest: eventId === token && !namesChoice(response),
    answers: collect(answersOf(response), response),
  }
}
