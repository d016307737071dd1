import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { buildApi } from '../src/build-api.ts'
import { appRouter } from '../src/router.ts'
import { ASKERS, type Asker, PERMITS, type Permit } from './authorization-matrix.ts'
import { testAccount } from './operator.ts'
import { startTestServices, type TestServices } from './services.ts'
import { signIn } from './sign-in.ts'

vi.setConfig({ testTimeout: 90_000 })

/** `query` or `mutation`, by the whole name; tRPC's types know only the nested routers. */
const procedures = new Map(
  Object.entries(appRouter._def.procedures).map(([name, procedure]) => {
    const { type } = Reflect.get(procedure, '_def') as { readonly type: string }
    return [name, type]
  }),
)

let services: TestServices
let app: FastifyInstance
/** Of everybody who is signed in. */
const cookies = new Map<Asker, string>()

beforeAll(async () => {
  services = await startTestServices()
  app = await buildApi(services)
  for (const role of ['viewer', 'reviewer', 'approver', 'support', 'owner'] as const) {
    const { name, value } = await signIn(services, { name: `the-${role}`, role })
    cookies.set(role, `${name}=${value}`)
  }
  cookies.set('person', await signInByWallet())
})
afterAll(async () => {
  await app.close()
  await services.close()
})

async function signInByWallet(): Promise<string> {
  const wallet = testAccount('wallet of somebody')
  const post = (path: string, payload: object) =>
    app.inject({ method: 'POST', url: `/api/auth/wallet/${path}`, payload })
  const { message } = (await post('challenge', { address: wallet.address })).json()
  const entered = await post('login', { message, signature: await wallet.signMessage({ message }) })
  const [cookie] = entered.cookies
  return `${cookie?.name}=${encodeURIComponent(cookie?.value ?? '')}`
}

interface Outcome {
  readonly status: number
  /** Our own error's code; undefined for an answer. */
  readonly problem: string | undefined
}

async function call(name: string, asker: Asker, input: unknown): Promise<Outcome> {
  const isQuery = procedures.get(name) === 'query'
  const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`
  const cookie = cookies.get(asker)
  const answered = await app.inject({
    method: isQuery ? 'GET' : 'POST',
    url: `/trpc/${name}${isQuery ? query : ''}`,
    headers: cookie === undefined ? {} : { cookie },
    ...(isQuery ? {} : { payload: (input ?? {}) as object }),
  })
  const body = answered.json<{ error?: { data?: { problem?: string } } }>()
  return { status: answered.statusCode, problem: body.error?.data?.problem }
}

const REFUSALS = ['auth.admins-only', 'auth.not-allowed', 'auth.nobody-signed-in', 'applicant.sign-in-needed']
const mayNot = ({ problem }: Outcome) => REFUSALS.includes(problem ?? '')

it('has a permit for every procedure, and every permit a procedure', () => {
  const missing = [...procedures.keys()].filter((name) => PERMITS[name] === undefined)
  expect(
    missing.map((name) => `${name}: say in apps/control-plane/test/authorization-matrix.ts who may call it`),
  ).toEqual([])
  expect(Object.keys(PERMITS).filter((name) => !procedures.has(name))).toEqual([])
})

it('lets each asker call what the matrix says, and nothing else', async () => {
  const found: Record<string, string> = {}
  const expected: Record<string, string> = {}
  const unclear: string[] = []
  for (const [name, { to, input }] of Object.entries(PERMITS)) {
    if (!procedures.has(name)) continue
    const allowed: Asker[] = []
    for (const asker of ASKERS) {
      const outcome = await call(name, asker, input)
      if (!mayNot(outcome)) allowed.push(asker)
      // A refusal must be one of ours, and what is let in must get past the schema without breaking anything.
      if (outcome.status >= 500 || ['internal', 'input.invalid'].includes(outcome.problem ?? ''))
        unclear.push(`${name} by ${asker}: ${outcome.status} ${outcome.problem}`)
    }
    found[name] = allowed.join(' ')
    expected[name] = ASKERS.filter((asker) => to.includes(asker)).join(' ')
  }
  expect(unclear).toEqual([])
  expect(found).toEqual(expected)
})

it('takes a cookie of a removed admin, and one that is changed, for nobody’s', async () => {
  const { name, value } = await signIn(services, { name: 'leaver', role: 'owner' })
  cookies.set('owner', `${name}=${value}`)
  expect(mayNot(await call('admin.getAdmins', 'owner', undefined))).toBe(false)
  await services.db
    .updateTable('admins')
    .set({ removed_at: new Date(services.clock.now()) })
    .where('name', '=', 'leaver')
    .execute()
  expect(mayNot(await call('admin.getAdmins', 'owner', undefined))).toBe(true)
  cookies.set('owner', `${name}=${value.replace(/^./, (first) => (first === 'a' ? 'b' : 'a'))}`)
  expect(mayNot(await call('admin.getAdmins', 'owner', undefined))).toBe(true)
})

it('refuses every change that another site’s page asks for', async () => {
  const { name, value } = await signIn(services, { name: 'target', role: 'owner' })
  const through: string[] = []
  for (const [procedure, { input }] of Object.entries(PERMITS) as [string, Permit][]) {
    if (procedures.get(procedure) !== 'mutation' || !procedure.startsWith('admin.')) continue
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      const answered = await app.inject({
        method: 'POST',
        url: `/trpc/${procedure}`,
        headers: { cookie: `${name}=${value}`, ...headers },
        payload: (input ?? {}) as object,
      })
      if (answered.statusCode !== 403) through.push(`${procedure}: ${answered.statusCode}`)
    }
  }
  expect(through).toEqual([])
})

it('runs no mutation that comes by GET', async () => {
  const mutations = [...procedures.keys()].filter((name) => procedures.get(name) === 'mutation')
  for (const name of mutations) {
    const answered = await app.inject({
      url: `/trpc/${name}?input=${encodeURIComponent(JSON.stringify(PERMITS[name]?.input ?? {}))}`,
      headers: { cookie: cookies.get('approver') ?? '' },
    })
    expect(answered.statusCode, name).toBe(405)
  }
})
