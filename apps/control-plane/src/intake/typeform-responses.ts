import type { Adapter } from './adapter.ts'
import { member } from './loose.ts'
import { answersOf, collect, identifierOf, timeOf } from './typeform-payload.ts'

/** One item of the Responses API, which names neither its form nor an event and defines no fields. */
export const typeformResponses: Adapter = {
  name: 'typeform-responses/2024-01',
  read(body) {
    const item = member(body, 'item')
    const formId = identifierOf(member(body, 'form_id'))
    const token = identifierOf(member(item, 'token'))
    const answers = member(item, 'answers')
    if (!formId || !token || !(Array.isArray(answers) || answers == null)) return undefined
    const type = member(item, 'response_type')
    return {
      kind: type === undefined || type === 'completed' ? 'response' : 'partial',
      formId,
      token,
      eventId: undefined,
      submittedAt: timeOf(member(item, 'submitted_at')),
      isTest: false,
      answers: collect(answersOf(item), item),
    }
  },
}

/** The body under which a response of the API is kept, so that it is read like any other delivery. */
export function toBody(formId: string, item: unknown): Buffer {
  return Buffer.from(JSON.stringify({ form_id: formId, item }))
}
