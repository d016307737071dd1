import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const OFFICIAL = join(
  import.meta.dirname,
  '../apps/control-plane/test/fixtures/typeform/official-example-with-choices.json',
)

export interface FormApplicant {
  readonly name: string
  readonly email: string
  readonly wallet: string
  /** As the form's choice reads. */
  readonly tierLabel: string
}

/**
 * Delivers Typeform's own documented example, with the answers of an applicant added to its thirteen: the fields that
 * we know among many that we do not.
 */
export async function deliverForm(
  baseUrl: string,
  secret: string,
  applicant: FormApplicant,
): Promise<Response> {
  const example = JSON.parse(readFileSync(OFFICIAL, 'utf8'))
  const delivery = example.payload ?? example
  const { form_response: response } = delivery
  const token = Buffer.from(applicant.email).toString('hex')
  const added = [
    { type: 'email', email: applicant.email, field: field('email', 'email') },
    { type: 'text', text: applicant.name, field: field('name', 'short_text') },
    { type: 'text', text: applicant.wallet, field: field('wallet_address', 'short_text') },
    { type: 'choice', choice: { label: applicant.tierLabel }, field: field('node_type', 'multiple_choice') },
  ]
  const body = JSON.stringify({
    ...delivery,
    event_id: `event-${token.slice(0, 16)}`,
    form_response: {
      ...response,
      token,
      submitted_at: new Date().toISOString(),
      answers: [...response.answers, ...added],
    },
  })
  const signature = createHmac('sha256', secret).update(body).digest('base64')
  return fetch(`${baseUrl}/api/typeform/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'typeform-signature': `sha256=${signature}` },
    body,
  })
}

function field(ref: string, type: string) {
  return { id: ref, ref, type }
}
