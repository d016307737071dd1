import { troubleOf } from '../api/client.ts'
import { SignInRefusedError } from './session-client.ts'

/** Why a passkey was not made or did not sign in, in a sentence. */
export function passkeyTrouble(error: Error): string {
  if (error instanceof SignInRefusedError) return error.message
  if (error.name === 'NotAllowedError')
    return 'No passkey was used: you declined, or it took too long. Try again.'
  if (error.name === 'InvalidStateError') return 'This device holds a passkey of yours already.'
  if (error.name === 'SecurityError')
    return 'This address is not the one that the network goes by; open the console there and try again.'
  return troubleOf(error).message
}
