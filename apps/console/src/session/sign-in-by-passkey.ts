import { type PublicKeyCredentialRequestOptionsJSON, startAuthentication } from '@simplewebauthn/browser'
import { post } from './session-client.ts'

/** Lets the browser choose a passkey and have it sign, and trades that for a session. @throws {@link SignInRefusedError} */
export async function signInByPasskey(): Promise<void> {
  const asked = await post('/api/auth/passkey/challenge', {})
  const { id, rawId, type, response } = await startAuthentication({
    optionsJSON: asked as PublicKeyCredentialRequestOptionsJSON,
  })
  const { clientDataJSON, authenticatorData, signature } = response
  await post('/api/auth/passkey/login', {
    id,
    rawId,
    type,
    response: { clientDataJSON, authenticatorData, signature },
  })
}
