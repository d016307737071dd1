import { createHmac } from 'node:crypto'
import { PATHS, type Tier } from '@noderr/protocol'

export interface Applicant {
  readonly name: string
  readonly email: string
  readonly wallet: string
  readonly tier: Tier
  /** Fixed per node, so that a second start delivers the same application again and nothing new comes of it. */
  readonly token: string
}

/** Typeform's documented delivery for one applicant. `submittedAt` is an ISO time. */
export function typeformDelivery(applicant: Applicant, submittedAt: string): object {
  const text = (ref: string, value: string) => ({
    type: 'text',
    text: value,
    field: field(ref, 'short_text'),
  })
  return {
    event_id: `evt_${applicant.token}`,
    event_type: 'form_response',
    form_response: {
      form_id: 'local',
      token: applicant.token,
      landed_at: submittedAt,
      submitted_at: submittedAt,
      definition: { id: 'local', title: 'Run a node', fields: [] },
      answers: [
        { type: 'email', email: applicant.email, field: field('email', 'email') },
        text('name', applicant.name),
        text('wallet_address', applicant.wallet),
        {
          type: 'choice',
          choice: { label: `${applicant.tier} node` },
          field: field('tier', 'multiple_choice'),
        },
        text('experience', 'The local network runs this node on the machine of a developer.'),
      ],
    },
  }
}

function field(ref: string, type: string) {
  return { id: ref, ref, type }
}

/** Delivers as Typeform does: the signature is over the raw bytes. @throws {@link DeliveryRefusedError} unless 2xx. */
export async function deliver(
  baseUrl: string,
  secret: string,
  delivery: object,
  signal: AbortSignal,
): Promise<void> {
  const body = JSON.stringify(delivery)
  const signature = createHmac('sha256', secret).update(body).digest('base64')
  const headers = { 'content-type': 'application/json', 'typeform-signature': `sha256=${signature}` }
  const response = await fetch(baseUrl + PATHS.typeformWebhook, { method: 'POST', headers, body, signal })
  if (!response.ok) throw new DeliveryRefusedError(response.status)
}

export class DeliveryRefusedError extends Error {
  override readonly name = 'DeliveryRefusedError'
  readonly code = 'local-network.delivery-refused'
  readonly status: number

  constructor(status: number) {
    super(`The control plane answered ${status} to a signed form delivery; its log says why.`)
    this.status = status
  }
}
