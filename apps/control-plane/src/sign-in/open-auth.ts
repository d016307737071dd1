import { betterAuth } from 'better-auth'
import { magicLink } from 'better-auth/plugins/magic-link'
import { siwe } from 'better-auth/plugins/siwe'
import { keyedHash, mintToken, sessionCookieName } from '../auth/index.ts'
import { contextFor, type Services } from '../context/index.ts'
import { enterAs, WAYS } from './enter-as.ts'
import { openSessionPlugin } from './open-session-plugin.ts'
import { isOurMessage } from './wallet-message.ts'

const LINK_LIFE_S = 15 * 60
/** The cookie's; the session's own end is set by {@link enterAs} and may be earlier. */
const COOKIE_LIFE_S = 7 * 86_400

export type Auth = ReturnType<typeof openAuth>

/**
 * The library that knows people, sessions, mailed links and wallet messages, over our database and under our names.
 *
 * It is never mounted whole: routes.ts calls the few endpoints that we want (docs/decisions/0013).
 */
export function openAuth(services: Services) {
  const { config, secrets, db, log } = services
  const { host, protocol } = new URL(config.publicUrl)
  return betterAuth({
    appName: 'Noderr network',
    baseURL: config.publicUrl,
    // As a list, so that no variable of the environment takes its place.
    secrets: [{ version: 1, value: secrets.sessionSecret }],
    database: { db, type: 'postgres' },
    telemetry: { enabled: false },
    logger: { level: 'error', log: (_level, message) => log.error({ from: 'better-auth' }, message) },
    ...TABLES,
    session: { ...TABLES.session, expiresIn: COOKIE_LIFE_S },
    advanced: {
      useSecureCookies: false,
      ipAddress: { disableIpTracking: true },
      cookies: {
        session_token: {
          name: sessionCookieName(config.publicUrl),
          attributes: { httpOnly: true, sameSite: 'strict', secure: protocol === 'https:', path: '/' },
        },
      },
    },
    databaseHooks: {
      session: {
        create: {
          before: async ({ userId }, endpoint) => {
            const by = WAYS[endpoint?.path ?? ''] ?? String(endpoint?.body?.by)
            const ctx = contextFor(services, { type: 'anonymous' })
            return { data: await enterAs(ctx, userId, by) }
          },
        },
      },
    },
    plugins: [
      magicLink({
        expiresIn: LINK_LIFE_S,
        generateToken: () => mintToken(services.randomBytes),
        storeToken: { type: 'custom-hasher', hash: async (token) => keyedHash(secrets.tokenPepper, token) },
        sendMagicLink: async ({ token, metadata }) => metadata?.take(token),
      }),
      siwe({
        domain: host,
        getNonce: async () => Buffer.from(services.randomBytes(16)).toString('hex'),
        verifyMessage: ({ message, signature, address }) =>
          isOurMessage(config, { message, signature, address }),
        schema: TABLES.wallets,
      }),
      openSessionPlugin,
    ],
  })
}

const created = { createdAt: 'created_at', updatedAt: 'updated_at' }

/** better-auth's tables and columns as supabase/migrations names them. */
const TABLES = {
  user: { modelName: 'auth_users', fields: { emailVerified: 'email_verified', ...created } },
  session: {
    modelName: 'auth_sessions',
    fields: {
      userId: 'user_id',
      expiresAt: 'expires_at',
      ipAddress: 'ip_address',
      userAgent: 'user_agent',
      ...created,
    },
  },
  account: {
    modelName: 'auth_accounts',
    fields: {
      accountId: 'account_id',
      providerId: 'provider_id',
      userId: 'user_id',
      accessToken: 'access_token',
      refreshToken: 'refresh_token',
      idToken: 'id_token',
      accessTokenExpiresAt: 'access_token_expires_at',
      refreshTokenExpiresAt: 'refresh_token_expires_at',
      ...created,
    },
  },
  verification: { modelName: 'auth_verifications', fields: { expiresAt: 'expires_at', ...created } },
  wallets: {
    walletAddress: {
      modelName: 'auth_wallets',
      fields: { userId: 'user_id', chainId: 'chain_id', isPrimary: 'is_primary', createdAt: 'created_at' },
    },
  },
} as const
