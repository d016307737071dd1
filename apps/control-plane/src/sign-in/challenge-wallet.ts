import type { Address } from '@noderr/protocol'
import { limitAttempts, subscriberOf } from '../auth/index.ts'
import { contextFor, type Services } from '../context/index.ts'
import type { Auth } from './open-auth.ts'
import { walletMessage } from './wallet-message.ts'

// From one subscriber: whoever spends the attempts of a wallet keeps nobody out but themselves.
const CHALLENGES_PER_WALLET = { max: 60, windowMs: 3_600_000 }

/**
 * The text that a wallet has to sign to sign in; good once and for fifteen minutes.
 *
 * @param from - The network address of whoever asks.
 * @throws {@link TooManyAttemptsError}
 */
export async function challengeWallet(
  services: Services,
  auth: Auth,
  address: Address,
  from: string,
): Promise<string> {
  const ctx = contextFor(services, { type: 'anonymous' })
  const what = `wallet:${address} ${subscriberOf(from)}`
  await limitAttempts(ctx, services.secrets.tokenPepper, what, CHALLENGES_PER_WALLET)
  const { nonce } = await auth.api.getSiweNonce({})
  return walletMessage(services.config, { address, nonce, issuedAt: new Date(ctx.clock.now()) })
}
