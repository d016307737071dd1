import { type Bundle, NO_ADDRESS, type Tier } from '@noderr/protocol'
import { claimCredential } from '../src/credentials/claim-credential.ts'
import { type Credential, createCredential, fillInvite } from '../src/credentials/index.ts'
import { previewClaim } from '../src/credentials/preview-claim.ts'
import { inTransaction } from '../src/db/index.ts'
import { insertApproved, signClaim, type testAccount } from './operator.ts'
import type { TestServices } from './services.ts'

/** An operator who has claimed; the services need an `ARTIFACT_STORE_DIR` with a first root. */
export interface ClaimedCredential {
  readonly wallet: ReturnType<typeof testAccount>
  readonly credential: Credential
  readonly bundle: Bundle
}

/** Takes a wallet from an approval to a claimed credential, by the verbs. */
export async function claimedCredential(
  services: TestServices,
  wallet: ReturnType<typeof testAccount>,
  tier: Tier = 'micro',
): Promise<ClaimedCredential> {
  const application = await insertApproved(services, wallet.address, tier)
  const system = services.as({ type: 'system', job: 'test' })
  const credential = await inTransaction(services.db, (tx) => createCredential(tx, system, application))
  return { wallet, credential, bundle: await claimAs(services, wallet, credential.id) }
}

/** Claims a credential with the link of a mail. */
export async function claimAs(
  services: TestServices,
  wallet: ClaimedCredential['wallet'],
  credentialId: number,
): Promise<Bundle> {
  const ctx = { ...services, actor: { type: 'anonymous' } as const }
  const { claimLink = '' } = await fillInvite(services)({ credentialId })
  const claimToken = claimLink.split('#')[1] ?? ''
  const preview = await previewClaim(ctx, { claimToken })
  const { origin, claimId } = preview
  const claim = { origin, claimId, wallet: preview.wallet, nodeKey: NO_ADDRESS }
  const signature = await signClaim(wallet, preview, claim)
  return claimCredential(ctx, { claimToken, nodeKey: NO_ADDRESS, signature })
}
