import { expect, it } from 'vitest'
import { ApiAnswerError, ApiProblemError, ApiUnreachableError, callRoute, type Fetch } from './client.ts'
import { ROUTES } from './routes.ts'

const network = (fetch: Fetch) => callRoute(ROUTES.epochs, {}, { baseUrl: 'https://network.test', fetch })

it('parses an answer that comes in pieces, in the middle of a letter too', async () => {
  const bytes = new TextEncoder().encode('{"epochs":[],"note":"é"}')
  const pieces = ReadableStream.from([...bytes].map((byte) => Uint8Array.of(byte)))
  expect(await network(async () => new Response(pieces))).toEqual({ epochs: [] })
})

it('stops reading an answer that goes on and on', async () => {
  let sent = 0
  const endless = new ReadableStream({
    pull(controller) {
      sent += 1
      if (sent > 40) controller.close()
      else controller.enqueue(new Uint8Array(1024 * 1024).fill(0x20))
    },
  })
  await expect(network(async () => new Response(endless))).rejects.toThrow(ApiAnswerError)
  expect(sent).toBeLessThan(20)
})

it('waits as long as the server asks, but neither less than nothing nor more than an hour', async () => {
  const waits = ['7', '-5', '1e300', 'tomorrow'].map((text) => ({
    status: 503,
    headers: { 'retry-after': text },
  }))
  const errors = waits.map((init) => network(async () => new Response('', init)).catch((error) => error))
  expect((await Promise.all(errors)).map(({ retryAfterMs }) => retryAfterMs)).toEqual([
    7_000,
    0,
    3_600_000,
    undefined,
  ])
})

it('tells an error of the server from silence, a connection that breaks included', async () => {
  const problem = { type: 't', title: 't', status: 409, detail: 'taken already', code: 'claim.taken' }
  await expect(network(async () => Response.json(problem, { status: 409 }))).rejects.toMatchObject({
    name: ApiProblemError.name,
    code: 'claim.taken',
    status: 409,
  })
  const broken = new ReadableStream({ start: (controller) => controller.error(new TypeError('reset')) })
  await expect(network(async () => new Response(broken))).rejects.toThrow(ApiUnreachableError)
  await expect(network(async () => Promise.reject(new TypeError('refused')))).rejects.toThrow(
    ApiUnreachableError,
  )
})
