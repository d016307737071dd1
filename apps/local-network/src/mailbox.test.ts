import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import nodemailer from 'nodemailer'
import { expect, it } from 'vitest'
import { Mailbox } from './mailbox.ts'

const link = `http://localhost:8080/claim#${'ab'.repeat(32)}`
const pattern = /\/claim#([0-9a-f]{64})/

it('takes a claim link out of a real mail, folded lines undone', async () => {
  await using mailbox = await Mailbox.open()
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: mailbox.port, secure: false })
  const waiting = mailbox.take('Operator@local.test', pattern, AbortSignal.timeout(10_000))
  await transport.sendMail({ from: 'n@local.test', to: 'other@local.test', subject: 'no', text: link })
  await transport.sendMail({
    from: 'n@local.test',
    to: 'operator@local.test',
    subject: 'Your credential',
    text: `${'A long line – with a dash – that has to be folded. '.repeat(3)} ${link}`,
  })
  expect((await waiting)[1]).toBe('ab'.repeat(32))
  transport.close()
})

it('writes mail to strangers where only this account can read it', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'mailbox-')), 'mail')
  await using mailbox = await Mailbox.open({ folder, isOwn: (address) => address.endsWith('@local.test') })
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: mailbox.port, secure: false })
  for (const to of ['own@local.test', 'Ada/x@example.org'])
    await transport.sendMail({ from: 'n@local.test', to, subject: 'Hello', text: `– ${link}`, html: '<p>' })
  transport.close()
  const [file = '', text = '', ...others] = readdirSync(folder).sort()
  expect(others).toEqual([])
  expect(text).toBe(file.replace('.eml', '.txt'))
  expect(readFileSync(join(folder, text), 'utf8').trim()).toBe(`– ${link}`)
  expect(statSync(join(folder, text)).mode & 0o777).toBe(0o600)
  expect(file).toMatch(/^\d+-1-ada_x@example\.org\.eml$/)
  expect(readFileSync(join(folder, file), 'utf8')).toContain('Subject: Hello')
  expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)
})

it('stops waiting when it is told to', async () => {
  await using mailbox = await Mailbox.open()
  const stop = new AbortController()
  const waiting = mailbox.take('operator@local.test', pattern, stop.signal)
  stop.abort()
  await expect(waiting).rejects.toThrow()
})
