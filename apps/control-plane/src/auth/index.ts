export { isSameHash, keyedHash } from './keyed-hash.ts'
export { recoverSigner } from './recover-signer.ts'
