import { createServer } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { buildApi } from '../../control-plane/src/build-api.ts'
import { startTestServices, type TestServices } from '../../control-plane/test/services.ts'
import { signIn } from '../../control-plane/test/sign-in.ts'
import { findChromium, launchChromium } from './chromium.ts'
import { expectAccessible, hasChromium, NO_CHROMIUM } from './console-server.ts'

// A real browser on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 })

const JSON_TYPE = { 'content-type': 'application/json' }

let services: TestServices
let app: FastifyInstance
let browser: Browser
let url: string

beforeAll(async () => {
  if (!hasChromium) return
  // A passkey is bound to the network's own address, which has to be known before the server listens.
  const port = await freePort()
  url = `http://localhost:${port}`
  services = await startTestServices({ PUBLIC_URL: url }, Date.now())
  app = await buildApi(services)
  await app.listen({ host: 'localhost', port })
  browser = await launchChromium(findChromium() ?? '')
})
beforeEach(({ skip }) => skip(!hasChromium, NO_CHROMIUM))
afterAll(async () => {
  await browser?.close()
  await app?.close()
  await services?.close()
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, 'localhost', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** A browser whose owner holds an authenticator; `isPresent` says whether it finds the finger it knows. */
async function openWithAuthenticator(name: string, isPresent = true): Promise<Page> {
  const context = await browser.newContext({ baseURL: url })
  await context.addCookies([{ url, ...(await signIn(services, { name, role: 'approver' })) }])
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: isPresent,
    },
  })
  return page
}

const audited = async (name: string) =>
  (
    await services.db
      .selectFrom('audit_log')
      .select(['action', 'details'])
      .where('subject', '=', `admin:${name}`)
      .orderBy('id')
      .execute()
  ).map(({ action, details }) => [action, details])

it('registers a passkey, signs in by it, and refuses it once it is removed', async () => {
  const page = await openWithAuthenticator('ada')
  await page.goto('/account')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByText('never used').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByText('signed in as ada').waitFor()
  const [passkey] = await services.db.selectFrom('auth_passkeys').selectAll().execute()
  expect(passkey).toMatchObject({ name: 'Chrome on Linux', last_used_at: expect.any(Date) })
  const details = { passkey: passkey?.id }
  expect(await audited('ada')).toEqual(
    expect.arrayContaining([
      ['passkey.added', details],
      ['admin.logged-in', { by: 'passkey' }],
    ]),
  )

  await page.goto('/account')
  await page.getByRole('button', { name: 'Remove Chrome on Linux' }).click()
  await page.getByText('None yet').waitFor()
  expect((await audited('ada')).at(-1)).toEqual(['passkey.removed', details])
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByText('This sign-in was used, has expired or never existed').waitFor()
})

it('makes no passkey without the finger that the device knows', async () => {
  const page = await openWithAuthenticator('bob', false)
  await page.goto('/account')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByText('No passkey was used').waitFor()
})

it('takes an answer once', async () => {
  const page = await openWithAuthenticator('carl')
  await page.goto('/account')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByText('never used').waitFor()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByRole('link', { name: 'Sign in' }).click()
  const sent = page.waitForRequest('**/api/auth/passkey/login')
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByText('signed in as carl').waitFor()
  const again = await fetch(`${url}/api/auth/passkey/login`, {
    method: 'POST',
    headers: JSON_TYPE,
    body: (await sent).postData() ?? '',
  })
  expect(again.status).toBe(401)
})

it('gives nobody a passkey by the answer to what somebody else was asked, nor by a late one', async () => {
  const page = await openWithAuthenticator('dora')
  const { name, value } = await signIn(services, { name: 'eve', role: 'viewer' })
  const before: (body: string) => unknown = (body) =>
    fetch(`${url}/trpc/account.addPasskey`, {
      method: 'POST',
      headers: { ...JSON_TYPE, cookie: `${name}=${value}` },
      body,
    })
  const doings = [before, () => services.clock.advance(5 * 60_000 + 1)]
  await page.route('**/trpc/account.addPasskey', async (route) => {
    await doings.shift()?.(route.request().postData() ?? '')
    await route.continue()
  })
  await page.goto('/account')
  for (const _ of [...doings]) {
    const answered = page.waitForResponse('**/trpc/account.addPasskey')
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    expect((await answered).status()).toBe(400)
  }
  await page.getByText('the passkey was not accepted').waitFor()
  const kept = services.db
    .selectFrom('auth_passkeys')
    .innerJoin('admins', 'admins.user_id', 'auth_passkeys.user_id')
  const theirs = await kept.select('admins.name').where('admins.name', 'in', ['dora', 'eve']).execute()
  expect(theirs).toEqual([])
})
