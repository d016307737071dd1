import {
  type NodeId,
  type NodeSession,
  nodeSessionDigest,
  type Signature,
  type SigningDomain,
} from '@noderr/protocol'
import { recoverSigner } from '../auth/index.ts'

/** The longest that a session may last (PROTOCOL §3). */
export const LONGEST_SESSION_MS = 10 * 60_000
/** A node whose clock runs ahead by less than this still gets a session; it ends by our clock. */
const CLOCK_TOLERANCE_MS = 60_000

/** What a request for a session is held against. */
export interface SessionTerms {
  readonly domain: SigningDomain
  readonly audience: string
  /** Epoch milliseconds. */
  readonly now: number
}

/**
 * Proves that a hot key asked for a session here and now. Whether the key is enrolled is another question.
 *
 * @throws {@link SessionNotGenuineError} with the first rule that is broken.
 */
export async function verifySession(
  { domain, audience, now }: SessionTerms,
  session: NodeSession,
  signature: Signature,
): Promise<void> {
  const refuseUnless = (holds: boolean, fault: SessionFault) => {
    if (!holds) throw new SessionNotGenuineError(session.nodeId, fault)
  }
  refuseUnless(session.audience === audience, 'other-audience')
  refuseUnless(session.expiresAt > now, 'over')
  refuseUnless(session.expiresAt <= now + LONGEST_SESSION_MS + CLOCK_TOLERANCE_MS, 'too-long')
  const signer = await recoverSigner(nodeSessionDigest(domain, session), signature)
  refuseUnless(signer === session.keyId, 'signature')
}

const FAULTS = {
  'other-audience': "was signed for another control plane; sign this one's origin",
  over: "has ended before it began; set the node's clock and sign again",
  'too-long': "lasts above ten minutes; sign a shorter one, or set the node's clock",
  signature: 'is not signed by its key for this chain and network',
} as const
type SessionFault = keyof typeof FAULTS

export class SessionNotGenuineError extends Error {
  override readonly name = 'SessionNotGenuineError'
  readonly kind = 'forbidden'
  readonly code: `session.${SessionFault}`
  readonly nodeId: NodeId

  constructor(nodeId: NodeId, fault: SessionFault) {
    super(`the session of node ${nodeId} ${FAULTS[fault]}`)
    this.code = `session.${fault}`
    this.nodeId = nodeId
  }
}
