import {
  type Address,
  delegationDigest,
  delegationHash,
  type EnrolBody,
  enrolmentDigest,
  type NodeId,
  type SigningDomain,
} from '@noderr/protocol'
import { recoverSigner } from '../auth/index.ts'

const DAY_MS = 86_400_000
/** A delegation ends within this time of its begin, so that a forgotten key dies by itself. */
const LONGEST_DELEGATION_MS = 400 * DAY_MS
/** How far the clocks of node, wallet and control plane may be apart. */
const CLOCK_TOLERANCE_MS = 10 * 60_000

/** What an enrolment is held against. */
export interface EnrolmentTerms {
  readonly domain: SigningDomain
  /** Origin of this control plane. */
  readonly audience: string
  /** Node and wallet of the credential that the request came with. */
  readonly nodeId: NodeId
  readonly operator: Address
  /** Epoch milliseconds. */
  readonly now: number
}

/**
 * Proves that the wallet of the application delegated to a hot key and that the node holds that key (PROTOCOL §3).
 *
 * @throws {@link EnrolmentNotGenuineError} with the first rule that is broken.
 */
export async function verifyEnrolment(terms: EnrolmentTerms, body: EnrolBody): Promise<void> {
  const { delegation, enrolment } = body
  const refuseUnless = (holds: boolean, fault: EnrolmentFault) => {
    if (!holds) throw new EnrolmentNotGenuineError(terms.nodeId, fault)
  }
  refuseUnless(delegation.nodeId === terms.nodeId && enrolment.nodeId === terms.nodeId, 'other-node')
  refuseUnless(delegation.operator === terms.operator, 'other-wallet')
  refuseUnless(delegation.nodeKey !== delegation.operator, 'wallet-as-key')
  refuseUnless(enrolment.nodeKey === delegation.nodeKey, 'other-key')
  refuseUnless(enrolment.delegationHash === delegationHash(delegation), 'other-delegation')
  refuseUnless(enrolment.audience === terms.audience, 'other-audience')
  refuseUnless(Math.abs(enrolment.issuedAt - terms.now) <= CLOCK_TOLERANCE_MS, 'stale')
  refuseUnless(isInForce(delegation, terms.now), 'not-in-force')
  const byWallet = await recoverSigner(delegationDigest(terms.domain, delegation), body.delegationSignature)
  refuseUnless(byWallet === terms.operator, 'delegation-signature')
  const byKey = await recoverSigner(enrolmentDigest(terms.domain, enrolment), body.enrolmentSignature)
  refuseUnless(byKey === delegation.nodeKey, 'enrolment-signature')
}

function isInForce({ notBefore, notAfter }: EnrolBody['delegation'], now: number): boolean {
  const begun = notBefore <= now + CLOCK_TOLERANCE_MS
  return begun && now < notAfter && notAfter - notBefore <= LONGEST_DELEGATION_MS
}

const FAULTS = {
  'other-node': 'is for another node than the API key; use the credential of that node',
  'other-wallet': 'names another wallet than the application; delegate from the wallet that applied',
  'wallet-as-key': 'names the wallet as the hot key; make a key on the node, the wallet stays cold',
  'other-key': 'proves another key than the delegation names; sign it with the delegated key',
  'other-delegation': 'belongs to another delegation; sign the hash of the one that is sent',
  'other-audience': "was signed for another control plane; sign this one's origin",
  stale: "was not signed just now; set the node's clock and sign again",
  'not-in-force': 'rests on a delegation that has not begun, is over or lasts above 400 days; sign a new one',
  'delegation-signature': 'rests on a delegation that the wallet did not sign for this chain and network',
  'enrolment-signature': 'is not signed by the delegated key for this chain and network',
} as const
export type EnrolmentFault = keyof typeof FAULTS

export class EnrolmentNotGenuineError extends Error {
  override readonly name = 'EnrolmentNotGenuineError'
  readonly kind = 'forbidden'
  readonly code: `enrolment.${EnrolmentFault}`
  readonly nodeId: NodeId

  constructor(nodeId: NodeId, fault: EnrolmentFault) {
    super(`the enrolment of node ${nodeId} ${FAULTS[fault]}`)
    this.code = `enrolment.${fault}`
    this.nodeId = nodeId
  }
}
