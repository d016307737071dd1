import {
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyAuthenticationResponse,
} from '@simplewebauthn/server'
import type { z } from 'zod'
import type { Services } from '../context/index.ts'
import { isOurChallenge, openChallenge, relyingParty } from './challenge-passkey.ts'
import { LoginRefusedError, type OpenedSession } from './log-in.ts'
import type { Auth } from './open-auth.ts'
import type { Passkey, signedByPasskeySchema } from './passkey.ts'
import { findPasskey, notePasskeyUse } from './store.ts'

type Signed = z.output<typeof signedByPasskeySchema>

/** What the browser has to have signed; which passkeys it may choose from is not said, so nobody learns who has one. */
export async function challengePasskey(services: Services): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return generateAuthenticationOptions({
    rpID: relyingParty(services).id,
    challenge: await openChallenge(services),
    userVerification: 'required',
  })
}

/** Trades a passkey's signature for a session of its owner. @throws {@link LoginRefusedError} */
export async function logInByPasskey(
  services: Services,
  auth: Auth,
  signed: Signed,
  headers: Headers,
): Promise<OpenedSession> {
  const passkey = await findPasskey(services.db, signed.id)
  if (!passkey) throw new LoginRefusedError()
  const counter = await verify(services, passkey, signed)
  await notePasskeyUse(services.db, passkey.id, counter, new Date(services.clock.now()))
  const body = { userId: passkey.userId, by: 'passkey' }
  return (await auth.api.openSession({ body, headers, returnHeaders: true })).headers.getSetCookie()
}

/** @returns How often the passkey has signed by now. A count that went back is refused: the key was copied. */
async function verify(
  services: Services,
  { id, publicKey, counter }: Passkey,
  signed: Signed,
): Promise<number> {
  const party = relyingParty(services)
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: { ...signed, clientExtensionResults: {} },
    expectedChallenge: isOurChallenge(services),
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    credential: { id, publicKey, counter },
    requireUserVerification: true,
  }).catch(() => {
    throw new LoginRefusedError()
  })
  if (!verified) throw new LoginRefusedError()
  return authenticationInfo.newCounter
}
