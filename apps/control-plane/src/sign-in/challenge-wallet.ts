import type { Address } from '@noderr/protocol'
import { limitAttempts } from '../auth/index.ts'
import { contextFor, type Services } from '../context/index.ts'
import type { Auth } from './open-auth.ts'
import { walletMessage } from './wallet-message.ts'

// Generous: whoever spends a stranger's attempts keeps them out for the rest of the hour.
const CHALLENGES_PER_WALLET = { max: 60, windowMs: 3_600_000 }

/** The text that a wallet has to sign to sign in; good once and for fifteen minutes. @throws {@link TooManyAttemptsError} */
export async function challengeWallet(services: Services, auth: Auth, address: Address): Promise<string> {
  const ctx = contextFor(services, { type: 'anonymous' })
  await limitAttempts(ctx, services.secrets.tokenPepper, `wallet:${address}`, CHALLENGES_PER_WALLET)
  const { nonce } = await auth.api.getSiweNonce({})
  return walletMessage(services.config, { address, nonce, issuedAt: new Date(ctx.clock.now()) })
}
