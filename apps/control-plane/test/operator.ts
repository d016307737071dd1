import {
  type Address,
  addressSchema,
  type Bytes32,
  bytes32Schema,
  type Claim,
  claimDigest,
  type Delegation,
  delegationDigest,
  delegationHash,
  type EnrolBody,
  type Enrolment,
  enrolmentDigest,
  type Hex,
  NODE_SCOPES,
  type NodeId,
  type NodeSession,
  nodeSessionDigest,
  type Signature,
  type SigningDomain,
  type Tier,
} from '@noderr/protocol'
import { keccak256, stringToHex } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { type CompleteApplication, getApplication } from '../src/applications/index.ts'
import type { SessionRequest } from '../src/nodes/open-session.ts'
import type { TestServices } from './services.ts'

/** 32 bytes that are the same for the same words. */
export function word(text: string): Bytes32 {
  return bytes32Schema.parse(keccak256(stringToHex(text)))
}

/** A wallet or a hot key of a test, the same for the same name. */
export function testAccount(name: string): PrivateKeyAccount & { readonly address: Address } {
  const account = privateKeyToAccount(word(name))
  return { ...account, address: addressSchema.parse(account.address) }
}

/** Puts an application into the database, past the verbs, as one that was approved. */
export async function insertApproved(
  { db }: Pick<TestServices, 'db'>,
  wallet: Address,
  tier: Tier = 'oracle',
): Promise<CompleteApplication> {
  const digest = `sha256:${'0'.repeat(64)}`
  const email = `${wallet.toLowerCase()}@example.org`
  const { id } = await db
    .insertInto('operator_applications')
    .values({
      email,
      wallet_address: wallet,
      tier,
      submitted_at: new Date(0),
      status: 'approved',
      digest,
      approved_digest: digest,
      reviewed_by: 'admin:ada',
      reviewed_at: new Date(0),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { ...(await getApplication(db, id)), email, wallet, tier }
}

export async function signDigest(account: PrivateKeyAccount, digest: Hex): Promise<Signature> {
  return (await account.sign({ hash: digest })) as Signature
}

export async function signClaim(
  account: PrivateKeyAccount,
  domain: SigningDomain,
  claim: Claim,
): Promise<Signature> {
  return signDigest(account, claimDigest(domain, claim))
}

/** Everything that an enrolment says; a test changes what it is about. */
export interface EnrolmentCase {
  readonly domain: SigningDomain
  readonly audience: string
  readonly nodeId: NodeId
  readonly wallet: PrivateKeyAccount & { readonly address: Address }
  readonly hotKey: PrivateKeyAccount & { readonly address: Address }
  /** Epoch milliseconds. */
  readonly now: number
  readonly delegation?: Partial<Delegation>
  readonly enrolment?: Partial<Enrolment>
}

/** A delegation signed by the wallet and an enrolment signed by the hot key. */
export async function enrolBody(input: EnrolmentCase): Promise<EnrolBody> {
  const { domain, audience, nodeId, wallet, hotKey, now } = input
  const delegation: Delegation = {
    operator: wallet.address,
    nodeId,
    nodeKey: hotKey.address,
    scopes: NODE_SCOPES,
    notBefore: now,
    notAfter: now + 365 * 86_400_000,
    nonce: word(`${hotKey.address} ${now}`),
    ...input.delegation,
  }
  const enrolment: Enrolment = {
    nodeId,
    nodeKey: hotKey.address,
    delegationHash: delegationHash(delegation),
    audience,
    issuedAt: now,
    ...input.enrolment,
  }
  return {
    delegation,
    delegationSignature: await signDigest(wallet, delegationDigest(domain, delegation)),
    enrolment,
    enrolmentSignature: await signDigest(hotKey, enrolmentDigest(domain, enrolment)),
  }
}

/** A request for a session of ten minutes; every call uses another nonce. */
export async function sessionRequest(
  { domain, audience, nodeId, hotKey, now }: Omit<EnrolmentCase, 'wallet'>,
  change: Partial<NodeSession> & { readonly instance?: Bytes32 } = {},
): Promise<SessionRequest> {
  const { instance = word('instance'), ...fields } = change
  const session: NodeSession = {
    nodeId,
    keyId: hotKey.address,
    audience,
    nonce: word(`session ${nonces++}`),
    expiresAt: now + 600_000,
    ...fields,
  }
  return { session, signature: await signDigest(hotKey, nodeSessionDigest(domain, session)), instance }
}

let nonces = 0
