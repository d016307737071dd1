import type { Adapter } from './adapter.ts'
import { member } from './loose.ts'
import { readWebhook } from './typeform-2018.ts'
import { answersOf } from './typeform-payload.ts'

/** The webhook of forms from before references: answers stand under the number of their field. */
export const typeform2017: Adapter = {
  name: 'typeform/2017-02',
  read(body) {
    const answers = answersOf(member(body, 'form_response'))
    const numbered = answers.length > 0 && answers.every(({ ref }) => ref === undefined)
    return numbered ? readWebhook(body) : undefined
  },
}
