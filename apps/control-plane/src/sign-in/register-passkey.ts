import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { z } from 'zod'
import { audit } from '../audit/index.ts'
import type { SignedIn } from '../auth/index.ts'
import { contextFor, describeActor, type Services } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { isOurChallenge, openChallenge, relyingParty } from './challenge-passkey.ts'
import { madePasskeySchema, PasskeyRefusedError } from './passkey.ts'
import { toSessionView } from './session-view.ts'
import { insertPasskey, selectPasskeys } from './store.ts'

const MOST_PER_PERSON = 20
// EdDSA, ES256, RS256. Said, since the library's own choice tries an experiment of Node that prints a warning.
const ALGORITHMS = [-8, -7, -257]

/** What the browser has to ask an authenticator for, so that somebody who is signed in gets a passkey. */
export async function beginPasskey(
  services: Services,
  signedIn: SignedIn,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const known = await selectPasskeys(services.db, signedIn.userId)
  const { name } = toSessionView(signedIn)
  return generateRegistrationOptions({
    rpName: 'Noderr network',
    rpID: relyingParty(services).id,
    userName: name,
    userDisplayName: name,
    userID: new TextEncoder().encode(signedIn.userId),
    challenge: await openChallenge(services, signedIn.userId),
    excludeCredentials: known.map(({ id }) => ({ id })),
    supportedAlgorithmIDs: ALGORITHMS,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

/**
 * Keeps the passkey that an authenticator made. The authenticator has made sure who holds it, by a finger or a PIN.
 *
 * @throws {@link PasskeyRefusedError}
 */
export async function addPasskey(
  services: Services,
  { userId, actor }: SignedIn,
  input: z.input<typeof madePasskeySchema>,
): Promise<{ readonly id: string }> {
  const { name, credential, transports } = parseInput(madePasskeySchema, input)
  const { id, publicKey, counter } = await verify(services, userId, credential)
  const ctx = contextFor(services, actor)
  return inTransaction(services.db, async (tx) => {
    const others = await selectPasskeys(tx, userId)
    if (others.length >= MOST_PER_PERSON) throw new PasskeyRefusedError()
    const createdAt = new Date(ctx.clock.now())
    const isNew = await insertPasskey(tx, { id, userId, name, publicKey, counter, transports, createdAt })
    if (!isNew) throw new PasskeyRefusedError()
    await audit(tx, ctx, { action: 'passkey.added', subject: describeActor(actor), details: { passkey: id } })
    return { id }
  })
}

async function verify(
  services: Services,
  userId: string,
  credential: z.output<typeof madePasskeySchema>['credential'],
) {
  const { id, origin } = relyingParty(services)
  const { registrationInfo } = await verifyRegistrationResponse({
    response: { ...credential, clientExtensionResults: {} },
    expectedChallenge: isOurChallenge(services, userId),
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch((cause: unknown) => {
    throw new PasskeyRefusedError({ cause })
  })
  if (!registrationInfo) throw new PasskeyRefusedError()
  return registrationInfo.credential
}
