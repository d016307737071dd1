import type { FastifyPluginAsync } from 'fastify'
import { whoAsks } from '../auth/index.ts'
import { contextFor, type Services } from '../context/index.ts'
import { parseInput } from '../errors/index.ts'
import { oneMailSchema, previewMail } from './preview-mail.ts'

/** A mail is styled within itself, runs nothing, fetches nothing, leads nowhere, and is shown in our own pages alone. */
const MAIL_HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox",
  'x-frame-options': 'SAMEORIGIN',
  'cache-control': 'no-store',
} as const

/** `GET /api/admin/mails/:mailId/preview`: what a mail looks like, for a frame of the console. */
export function mailroomRoutes(services: Services): FastifyPluginAsync {
  return async (app) => {
    app.get('/api/admin/mails/:mailId/preview', async (request, reply) => {
      const ctx = contextFor(services, await whoAsks(services, request))
      const { html, text } = await previewMail(ctx, parseInput(oneMailSchema, request.params))
      reply.headers(MAIL_HEADERS)
      return html === undefined
        ? reply.type('text/plain; charset=utf-8').send(text)
        : reply.type('text/html; charset=utf-8').send(html)
    })
  }
}
