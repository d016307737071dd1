import { createPrivateKey } from 'node:crypto'
import { ChannelKey } from '@noderr/releases'

/** RFC 8410: what stands before the 32 bytes of an ed25519 seed in PKCS #8. */
const PKCS8_PREFIX = '302e020100300506032b657004220420'

/** The timestamp role's key out of its seed, 64 hex digits of `DATA_DIR/secrets`. */
export function openTimestampKey(seed: string): ChannelKey {
  const key = createPrivateKey({ key: Buffer.from(PKCS8_PREFIX + seed, 'hex'), format: 'der', type: 'pkcs8' })
  return ChannelKey.fromPem(key.export({ type: 'pkcs8', format: 'pem' }).toString())
}
