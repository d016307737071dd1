import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  apiKeyHeader,
  type Bundle,
  type ClaimPreview,
  claimTypedData,
  credentialRotationTypedData,
  NO_ADDRESS,
  type NodeId,
  PATHS,
  ROUTES,
  type Tier,
} from '@noderr/protocol'
import { type MailCatcher, startMailCatcher } from '@noderr/testkit'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { ensureAdmin } from '../src/auth/index.ts'
import { buildApi } from '../src/build-api.ts'
import { type Actor, contextFor, type Services } from '../src/context/index.ts'
import { receiveDelivery } from '../src/intake/receive-delivery.ts'
import { JOBS_OF_ROOMS } from '../src/rooms.ts'
import { appRouter } from '../src/router.ts'
import { applyAs } from './applicant.ts'
import { answer, delivery, sign } from './deliveries.ts'
import { Death, type DyingDatabase, MOMENTS, openDyingDatabase } from './dying-database.ts'
import { findBrokenPromises, findBrokenPromisesAndLog } from './invariants.ts'
import { testAccount } from './operator.ts'
import { startTestServices, type TestServices } from './services.ts'

vi.setConfig({ testTimeout: 120_000 })

const SECRET = 'the webhook secret of the killed'
const ADA: Actor = { type: 'admin', name: 'ada', role: 'approver' }
const BOB: Actor = { type: 'admin', name: 'bob', role: 'approver' }

let services: TestServices
let smtp: MailCatcher
/** A process that nobody kills. */
let app: FastifyInstance
/** One process after the other over connections that are cut. */
let dying: DyingDatabase
let dyingServices: TestServices
let dyingApp: FastifyInstance
let owner: pg.Client
const store = mkdtempSync(join(tmpdir(), 'noderr-kill-'))
const runs: Record<string, number> = {}

beforeAll(async () => {
  smtp = await startMailCatcher()
  services = await startTestServices({
    ARTIFACT_STORE_DIR: store,
    SMTP_URL: smtp.url,
    TYPEFORM_WEBHOOK_SECRET: SECRET,
  })
  mkdirSync(join(store, 'metadata'))
  writeFileSync(join(store, 'metadata/1.root.json'), '{"signed": {}}')
  app = await buildApi(services)
  dying = openDyingDatabase(services.url)
  dyingServices = { ...services, db: dying.db }
  dyingApp = await buildApi(dyingServices)
  owner = new pg.Client({ connectionString: services.url })
  await owner.connect()
  for (const name of ['ada', 'bob'])
    await ensureAdmin(services.as({ type: 'cli', user: 'test' }), { name, role: 'approver' })
})
afterAll(async () => {
  await dyingApp.close()
  await dying.db.destroy()
  await app.close()
  await owner.end()
  await services.close()
  await smtp.close()
  rmSync(store, { recursive: true })
})

/** One thing that somebody wants done: by a process that dies, then as they try again, then as it has to be. */
interface Scene {
  readonly attempt: () => Promise<unknown>
  readonly again: () => Promise<unknown>
  readonly expectDone: () => Promise<void>
}

/** Kills the process at each of its statements, before and after it, until it gets to the end alive. */
async function sweep(name: string, prepare: () => Promise<Scene>): Promise<readonly string[]> {
  const deaths: string[] = []
  for (const moment of MOMENTS) {
    for (let at = 1; ; at += 1) {
      const scene = await prepare()
      const death = new Death(at, moment)
      dying.liveUntil(death)
      await Promise.resolve(scene.attempt()).catch(() => undefined)
      if (death.last === undefined) break
      deaths.push(`${moment} ${death.last.slice(0, 60)}`)
      const where = `${name}, killed ${moment} statement ${at} (${death.last.slice(0, 200)})`
      expect(await findBrokenPromises(owner), where).toEqual([])
      await scene.again()
      await scene.expectDone()
      expect(await findBrokenPromises(owner), `${where}, after the second try`).toEqual([])
    }
  }
  expect(await findBrokenPromisesAndLog(owner, services.db)).toEqual([])
  runs[name] = deaths.length
  for (const moment of MOMENTS) expect(deaths).toContainEqual(expect.stringMatching(`^${moment} commit`))
  return deaths
}

let applicants = 0

/** Somebody new, with the delivery of their form. */
function newcomer(tier: Tier = 'validator') {
  const number = ++applicants
  const wallet = testAccount(`wallet of the killed ${number}`)
  const email = `applicant${number}@example.org`
  const body = JSON.stringify(
    delivery([
      answer('email', 'email', email),
      answer('name', 'text', `Applicant ${number}`),
      answer('wallet_address', 'text', wallet.address),
      answer('tier', 'choice', { id: 'a', ref: 'b', label: tier }),
    ]),
  )
  return { wallet, email, body }
}
type Newcomer = ReturnType<typeof newcomer>

async function deliver(api: FastifyInstance, { body }: Newcomer): Promise<number> {
  const headers = { 'typeform-signature': sign(body, SECRET) }
  return (await api.inject({ method: 'POST', url: PATHS.typeformWebhook, payload: body, headers })).statusCode
}

async function applicationsOf({ email }: Newcomer) {
  return services.db.selectFrom('operator_applications').selectAll().where('email', '=', email).execute()
}

/** Does what waits in the queue, whenever it is due: one kind of job, or the mails to one address. */
async function drain(of: { readonly job: string } | { readonly mailsTo: string }): Promise<void> {
  const jobs = jobsOf(services)
  const { rows } = await owner.query<{ id: string; name: string; payload: unknown }>(
    `SELECT j.id, t.identifier AS name, j.payload FROM graphile_worker._private_jobs j
     JOIN graphile_worker._private_tasks t ON t.id = j.task_id
     WHERE t.identifier = $1 OR j.key IN (SELECT 'mail:' || id FROM operator_notifications WHERE operator_email = $2)
     ORDER BY j.id`,
    'job' in of ? [of.job, null] : [null, of.mailsTo],
  )
  for (const { id, name, payload } of rows) {
    await jobs.get(name)?.run(payload)
    await owner.query('DELETE FROM graphile_worker._private_jobs WHERE id = $1', [id])
  }
}
const READ_DELIVERIES = { job: 'application.read-delivery' }

function jobsOf(process: Services) {
  return new Map(JOBS_OF_ROOMS.flatMap((make) => make(process)).map((job) => [job.name, job]))
}

const callerOf = (process: Services, actor: Actor) =>
  appRouter.createCaller({ services: process, ctx: contextFor(process, actor), address: '192.0.2.1' })

async function submitted(tier?: Tier) {
  const who = newcomer(tier)
  expect(await deliver(app, who)).toBe(200)
  const [application] = await applicationsOf(who)
  return { ...who, applicationId: application?.id ?? 0 }
}

/** A second click may find that the first one has done it. */
async function clickAgain(actor: Actor, applicationId: number): Promise<void> {
  await callerOf(services, actor)
    .admin.approveApplication({ applicationId })
    .catch((error: { cause?: { code?: string } }) => {
      expect(['application.already-decided', 'application.second-person-needed']).toContain(error.cause?.code)
    })
}

async function expectApproved(who: Newcomer): Promise<void> {
  const rows = await applicationsOf(who)
  expect(rows).toMatchObject([{ status: 'approved' }])
}

it('submits once when Typeform delivers again', async () => {
  await sweep('submit, delivered again', async () => {
    const who = newcomer()
    return {
      attempt: () => deliver(dyingApp, who),
      again: async () => expect(await deliver(app, who)).toBe(200),
      expectDone: async () => expect(await applicationsOf(who)).toHaveLength(1),
    }
  })
})

it('submits what was kept even when nobody delivers it again', async () => {
  await sweep('submit, never again', async () => {
    const who = newcomer()
    const kept = () =>
      services.db.selectFrom('webhook_inbox').select('id').where('body', '=', Buffer.from(who.body)).execute()
    return {
      attempt: () => deliver(dyingApp, who),
      again: () => drain(READ_DELIVERIES),
      // Without a row in the inbox nothing was answered, and Typeform goes on for ten hours.
      expectDone: async () => expect(await applicationsOf(who)).toHaveLength((await kept()).length),
    }
  })
})

it('submits once when the job that reads a delivery is killed', async () => {
  await sweep('submit, by the job', async () => {
    const who = newcomer()
    // As the process leaves it that took the delivery and died before it read it.
    const ctx = { ...services, actor: { type: 'webhook', source: 'typeform' } } as const
    const deliveryId = await receiveDelivery(ctx, Buffer.from(who.body), sign(who.body, SECRET))
    return {
      attempt: async () => jobsOf(dyingServices).get('application.read-delivery')?.run({ deliveryId }),
      again: () => drain(READ_DELIVERIES),
      expectDone: async () => expect(await applicationsOf(who)).toHaveLength(1),
    }
  })
})

it('approves once when the admin clicks again', async () => {
  await sweep('approve', async () => {
    const who = await submitted()
    return {
      attempt: () =>
        callerOf(dyingServices, ADA).admin.approveApplication({ applicationId: who.applicationId }),
      again: () => clickAgain(ADA, who.applicationId),
      expectDone: () => expectApproved(who),
    }
  })
})

it.each(['first', 'second'] as const)('approves once when the %s of two is killed', async (which) => {
  await services.db
    .updateTable('system_config')
    .set({ value: '1000' })
    .where('key', '=', 'max_guardians')
    .execute()
  await sweep(`approve by two, the ${which} killed`, async () => {
    const who = await submitted('guardian')
    const { applicationId } = who
    if (which === 'second') await callerOf(services, ADA).admin.approveApplication({ applicationId })
    const [dies, ...others] = which === 'first' ? [ADA, BOB] : [BOB]
    return {
      attempt: () => callerOf(dyingServices, dies ?? ADA).admin.approveApplication({ applicationId }),
      again: async () => {
        await clickAgain(dies ?? ADA, applicationId)
        for (const other of others) await clickAgain(other, applicationId)
      },
      expectDone: () => expectApproved(who),
    }
  })
})

async function approved() {
  const who = await submitted()
  await callerOf(services, ADA).admin.approveApplication({ applicationId: who.applicationId })
  return who
}

/** The links that came by mail, oldest first. */
function linksTo({ email }: Newcomer): readonly string[] {
  return smtp.mails
    .filter(({ to }) => to.includes(email))
    .flatMap(({ source }) => /\/claim#([0-9a-f]{64})/.exec(source)?.[1] ?? [])
}

const post = (api: FastifyInstance, url: string, payload: object) =>
  api.inject({ method: 'POST', url, payload })

it('mails the invitation at least once, and the last link can be used', async () => {
  await sweep('mail', async () => {
    const who = await approved()
    const { rows } = await owner.query<{ payload: unknown }>(
      `SELECT j.payload FROM graphile_worker._private_jobs j JOIN operator_notifications n ON j.key = 'mail:' || n.id
       WHERE n.operator_email = $1 AND n.notification_type = 'credentials_issued'`,
      [who.email],
    )
    return {
      attempt: async () => jobsOf(dyingServices).get('mail.send')?.run(rows[0]?.payload),
      again: () => drain({ mailsTo: who.email }),
      expectDone: async () => {
        const links = linksTo(who)
        expect(links.length).toBeGreaterThan(0)
        const seen = await post(app, ROUTES.previewClaim.path, { claimToken: links.at(-1) })
        expect(seen.statusCode).toBe(200)
      },
    }
  })
})

async function signedClaim({ wallet: account }: Newcomer, claimToken: string | undefined) {
  const preview = (await post(app, ROUTES.previewClaim.path, { claimToken })).json<ClaimPreview>()
  const { origin, claimId, wallet } = preview
  const typed = claimTypedData(preview, { origin, claimId, wallet, nodeKey: NO_ADDRESS })
  const signature = await account.signTypedData(typed as Parameters<typeof account.signTypedData>[0])
  return { preview, body: { claimToken, nodeKey: NO_ADDRESS, signature } }
}

async function claim(who: Newcomer, claimToken: string | undefined): Promise<Bundle> {
  const { body } = await signedClaim(who, claimToken)
  return (await post(app, ROUTES.claim.path, body)).json<Bundle>()
}

it('shows the secret once, or leaves the link good', async () => {
  const answersLost: string[] = []
  await sweep('claim', async () => {
    const who = await approved()
    await drain({ mailsTo: who.email })
    const [claimToken] = linksTo(who)
    const { preview, body } = await signedClaim(who, claimToken)
    let bundle: Bundle | undefined
    return {
      attempt: () => post(dyingApp, ROUTES.claim.path, body),
      again: async () => {
        const second = await post(app, ROUTES.claim.path, body)
        if (second.statusCode === 200) bundle = second.json<Bundle>()
        else {
          expect(second.json()).toMatchObject({ status: 409, code: 'claim.used' })
          answersLost.push(who.email)
          // What remains to an operator who never saw the secret: the wallet signs for a new one.
          bundle = await rotate(app, who, preview.nodeId)
        }
      },
      expectDone: async () => {
        await expectGoodKey(bundle)
        const third = await post(app, ROUTES.claim.path, body)
        expect(third.json()).toMatchObject({ status: 409, code: 'claim.used' })
        expect(third.body).not.toContain('apiSecret')
      },
    }
  })
  // Only where the claim was committed and its answer lost.
  expect(answersLost).toHaveLength(1)
})

let rotations = 0

/** The wallet takes a new secret; each signature is later than the one before. */
async function rotate(api: FastifyInstance, { wallet }: Newcomer, nodeId: NodeId) {
  const rotation = {
    origin: services.config.publicUrl,
    nodeId,
    wallet: wallet.address,
    overlapSeconds: 0,
    issuedAt: services.clock.now() + ++rotations,
  }
  const typed = credentialRotationTypedData(services.network.domain, rotation)
  const signature = await wallet.signTypedData(typed as Parameters<typeof wallet.signTypedData>[0])
  const answered = await post(api, ROUTES.rotateSecret.path, { rotation, signature })
  return answered.statusCode === 200 ? answered.json<Bundle>() : undefined
}

async function expectGoodKey(bundle: Bundle | undefined): Promise<void> {
  if (!bundle) expect.fail('nobody was shown a secret')
  const { apiKey, apiSecret } = bundle
  const headers = { authorization: apiKeyHeader(apiKey, apiSecret) }
  expect((await app.inject({ url: ROUTES.nodeConfig.path, headers })).statusCode).toBe(200)
}

it('rotates the secret as often as the wallet asks, and leaves a good one', async () => {
  await sweep('rotate', async () => {
    const who = await approved()
    await drain({ mailsTo: who.email })
    const first = await claim(who, linksTo(who)[0])
    let latest: Bundle | undefined
    return {
      attempt: () => rotate(dyingApp, who, first.nodeId),
      again: async () => {
        latest = await rotate(app, who, first.nodeId)
      },
      expectDone: () => expectGoodKey(latest),
    }
  })
})

it('takes an application from our own form once', async () => {
  await sweep('apply', async () => {
    const name = `applicant by our own form ${++applicants}`
    const email = `own${applicants}@example.org`
    const applyOver = (process: TestServices) =>
      applyAs(process, name, { email }, undefined, `198.51.100.${applicants % 250}`)
    return {
      attempt: () => applyOver(dyingServices),
      again: () =>
        applyOver(services).catch((error: { code?: string }) => {
          expect(error.code).toBe('applicant.open-application')
        }),
      expectDone: async () => {
        const rows = await services.db
          .selectFrom('operator_applications')
          .select('id')
          .where('email', '=', email)
          .execute()
        expect(rows).toHaveLength(1)
      },
    }
  })
})

it('was killed in at least two hundred places', async ({ annotate }) => {
  const total = Object.values(runs).reduce((sum, count) => sum + count, 0)
  await annotate(`killed ${total} times: ${JSON.stringify(runs)}`)
  expect(total).toBeGreaterThanOrEqual(200)
})
