import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { openSmtp, readRefusal, requiresTls } from './smtp.ts'

it.each([
  ['smtp://mail.example.org:587', true],
  ['smtp://127.0.0.1.example.org', true],
  ['smtp://mail.example.org?requireTLS=false', false],
  ['smtps://mail.example.org', false],
  ['smtp://localhost:2525', false],
  ['smtp://127.0.0.1:2525', false],
  ['smtp://[::1]:2525', false],
])('asks of %s for encryption: %s', (url, required) => {
  expect(requiresTls(url)).toBe(required)
})

it('gives no message to a server that cannot encrypt when it must', async () => {
  const heard: string[] = []
  const server = createServer((socket) => {
    socket.write('220 plain.example ESMTP\r\n')
    socket.on('data', (chunk) => {
      heard.push(String(chunk))
      socket.write('250 plain.example\r\n')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  // This machine, by a name that is not known to be it.
  const send = openSmtp(`smtp://0.0.0.0:${port}`)
  await expect(send({ from: 'a@example.org', to: 'b@example.org', text: 'secret' })).rejects.toThrow()
  server.close()
  expect(heard.join()).toContain('STARTTLS')
  expect(heard.join()).not.toMatch(/MAIL FROM|secret/)
})

it("quotes of the server's words no secret, and no more than 500 characters", () => {
  const secret = `https://example.org/claim#${'ab'.repeat(32)}`
  const response = `554 refused ${secret}\r\n ${'ab'.repeat(32)} ${'x'.repeat(900)}`
  const refusal = readRefusal({ code: 'EMESSAGE', command: 'DATA', response, responseCode: 554 }, [secret])
  expect(refusal).toMatchObject({ code: 'EMESSAGE DATA 554', isFinal: true })
  expect(refusal.words).not.toMatch(/abab|[\r\n]/)
  expect(refusal.words).toHaveLength(500)
})

it.each([
  [{ code: 'ECONNREFUSED', command: 'CONN' }, false],
  [{ code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 }, false],
  [{ code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 550 }, false],
  [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 450 }, false],
  [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }, true],
  [{ code: 'EENVELOPE', command: 'API' }, true],
  [{ code: 'EMESSAGE', command: 'DATA', responseCode: 552 }, true],
  [{ code: 'ESOCKET', command: 'DATA' }, false],
])('takes %o for final: %s', (cause, isFinal) => {
  expect(readRefusal(cause, []).isFinal).toBe(isFinal)
})
