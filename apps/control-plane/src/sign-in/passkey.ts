import { z } from 'zod'

/** A key on somebody's device, or in their password manager, that signs them in here (WebAuthn). */
export interface Passkey {
  /** As the authenticator named it, base64url. */
  readonly id: string
  readonly userId: string
  /** What its owner calls it. */
  readonly name: string
  readonly publicKey: Uint8Array<ArrayBuffer>
  /** How often it has signed, as far as it counts. */
  readonly counter: number
  readonly transports: readonly string[]
  readonly createdAt: Date
  readonly lastUsedAt: Date | undefined
}

const base64url = z
  .string()
  .max(8_192)
  .regex(/^[\w-]*$/)
const credential = { id: base64url, rawId: base64url, type: z.literal('public-key') }

/** What a browser answers when a passkey was made. */
export const madePasskeySchema = z.object({
  name: z.string().trim().min(1).max(60),
  credential: z.object({
    ...credential,
    response: z.object({ clientDataJSON: base64url, attestationObject: base64url }),
  }),
  transports: z.array(z.string().max(20)).max(10),
})

/** What a browser answers when a passkey has signed. */
export const signedByPasskeySchema = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
  }),
})

export class PasskeyRefusedError extends Error {
  override readonly name = 'PasskeyRefusedError'
  readonly kind = 'invalid'
  readonly code = 'auth.passkey-refused'

  constructor(options?: ErrorOptions) {
    super(
      'the passkey was not accepted: it is known already, or answered too late or for another site; try again',
      options,
    )
  }
}
