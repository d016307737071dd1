import { type Address, addressSchema, type Tier } from '@noderr/protocol'
import { type Application, submitApplication } from '../src/applications/index.ts'
import { addAdmin } from '../src/auth/index.ts'
import type { Actor, AdminRole, Context } from '../src/context/index.ts'
import { inTransaction } from '../src/db/index.ts'
import type { TestServices } from './services.ts'

/** What a test says of an applicant; the rest is made up, and nobody else's. */
export interface Applicant {
  readonly email?: string | undefined
  readonly name?: string | undefined
  readonly wallet?: Address | undefined
  readonly tier?: Tier | undefined
  readonly submittedAt?: Date
}

/** Tests' way to applications, to admins and to what was audited. */
export interface Reviewing {
  submit(applicant?: Applicant): Promise<Application>
  /** Somebody signed in with this role; they need not be in the table of admins. */
  as(name: string, role?: AdminRole): Context
  /** Puts approvers into the table of admins, so that the two-person rule is in force. */
  appoint(...names: string[]): Promise<void>
  /** Actor and action of what was done to an application itself, after its submission. */
  audited(applicationId: number): Promise<{ readonly actor: string; readonly action: string }[]>
  /** The details of the newest entry about an application. */
  lastDetails(applicationId: number): Promise<unknown>
  /** Type, text and receiver of the mails of an application, oldest first. */
  mails(
    applicationId: number,
  ): Promise<{ readonly type: string; readonly to: string; readonly body: string }[]>
}

export function reviewing(services: TestServices): Reviewing {
  const { db } = services
  let people = 0
  const about = (id: number) =>
    db
      .selectFrom('audit_log')
      .where('subject', '=', `application:${id}`)
      .where('action', 'like', 'application.%')
      .where('action', '<>', 'application.submitted')
  return {
    async submit(applicant = {}) {
      people += 1
      const { submittedAt, ...given } = applicant
      const answers = {
        email: `person${people}@example.org`,
        name: `Person ${people}`,
        wallet: numberedWallet(people),
        tier: 'validator' as Tier,
        operatingSystem: undefined,
        rpcEndpoint: undefined,
        experience: undefined,
        infrastructure: undefined,
        motivation: undefined,
        stakeAmount: undefined,
        other: {},
        ...given,
      }
      const origin = { source: 'typeform', formId: 'form1', token: `t${people}`, eventId: 'e' } as const
      const ctx = services.as({ type: 'webhook', source: 'typeform' })
      const application = await inTransaction(db, (tx) =>
        submitApplication(tx, ctx, { answers, origin, submittedAt }),
      )
      if (!application) throw new RangeError('submitted before')
      return application
    },
    as: (name, role = 'approver') => services.as({ type: 'admin', name, role } satisfies Actor),
    async appoint(...names) {
      for (const name of names)
        await addAdmin(services.as({ type: 'cli', user: 'root' }), { name, role: 'approver' })
    },
    audited: (id) => about(id).select(['actor', 'action']).orderBy('id').execute(),
    async lastDetails(id) {
      const row = await about(id).select('details').orderBy('id', 'desc').executeTakeFirstOrThrow()
      return row.details
    },
    async mails(id) {
      const rows = await db
        .selectFrom('operator_notifications')
        .select(['notification_type', 'operator_email', 'body'])
        .where('application_id', '=', id)
        .orderBy('id')
        .execute()
      return rows.map((row) => ({ type: row.notification_type, to: row.operator_email, body: row.body }))
    },
  }
}

/** A wallet like no other of the test. */
export function numberedWallet(number: number): Address {
  return addressSchema.parse(`0x${number.toString(16).padStart(40, '0')}`)
}
