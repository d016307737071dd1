import { initTRPC, TRPCError } from '@trpc/server'
import type { FastifyRequest } from 'fastify'
import { type SignedIn, whoIsSignedIn } from './auth/index.ts'
import { type Context, contextFor, type Services } from './context/index.ts'
import { isKnownError, TRPC_CODES } from './errors/index.ts'

/** What a procedure gets: the services, and the verbs' context of whoever asks. */
export interface TrpcContext {
  readonly services: Services
  readonly ctx: Context
  readonly signedIn?: SignedIn | undefined
  /** Where the request comes from. */
  readonly address: string
  readonly userAgent?: string | undefined
}

export async function trpcContext(services: Services, request: FastifyRequest): Promise<TrpcContext> {
  const signedIn = await whoIsSignedIn(services, request)
  const ctx = contextFor(services, signedIn?.actor ?? { type: 'anonymous' })
  const userAgent = request.headers['user-agent']
  return { services, ctx, signedIn, address: request.ip, userAgent }
}

/** What tRPC itself refuses, in the words of our own errors. */
const PROBLEMS: Readonly<Partial<Record<TRPCError['code'], string>>> = {
  BAD_REQUEST: 'input.invalid',
  PARSE_ERROR: 'input.invalid',
  UNAUTHORIZED: 'auth.nobody-signed-in',
  NOT_FOUND: 'http.404',
  METHOD_NOT_SUPPORTED: 'http.405',
  PAYLOAD_TOO_LARGE: 'http.413',
}

const t = initTRPC.context<TrpcContext>().create({
  errorFormatter({ shape, error }) {
    const known = isKnownError(error.cause) ? error.cause : undefined
    const message =
      shape.data.code === 'INTERNAL_SERVER_ERROR' ? 'internal error; it was logged' : shape.message
    const { stack: _, ...data } = shape.data
    return { ...shape, message, data: { ...data, problem: known?.code ?? PROBLEMS[data.code] ?? 'internal' } }
  },
})

const withOurErrors = t.middleware(async ({ next }) => {
  const result = await next()
  if (!result.ok && isKnownError(result.error.cause)) {
    const { cause } = result.error
    throw new TRPCError({ code: TRPC_CODES[cause.kind], message: cause.message, cause })
  }
  return result
})

/** What people do for themselves stands under other names; some verbs serve both. */
const adminsAlone = t.middleware(({ ctx, path, next }) => {
  const { actor } = ctx.ctx
  if (path.startsWith('admin.') && (actor.type === 'anonymous' || actor.type === 'person'))
    throw new AdminsOnlyError()
  return next()
})

export const router = t.router
export const mergeRouters = t.mergeRouters
/** Anyone may call, but for `admin`; verbs decide what the actor may do. */
export const procedure = t.procedure.use(withOurErrors).use(adminsAlone)

/** Whoever is signed in may call, for what is their own. */
export const signedInProcedure = procedure.use(({ ctx, next }) => {
  if (!ctx.signedIn)
    throw new TRPCError({ code: 'UNAUTHORIZED', message: 'nobody is signed in here; sign in first' })
  return next({ ctx: { ...ctx, signedIn: ctx.signedIn } })
})

export class AdminsOnlyError extends Error {
  override readonly name = 'AdminsOnlyError'
  readonly kind = 'forbidden'
  readonly code = 'auth.admins-only'

  constructor() {
    super('this is for those who run the network; sign in as one of them')
  }
}
