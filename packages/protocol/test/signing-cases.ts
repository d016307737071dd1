import {
  type Address,
  type Apply,
  applyAnswersHash,
  applyDigest,
  type Bytes32,
  batchDigest,
  buildMerkleTree,
  type Claim,
  type CredentialRotation,
  claimDigest,
  credentialRotationDigest,
  type Delegation,
  type DelegationRevocation,
  delegationDigest,
  delegationHash,
  delegationRevocationDigest,
  ENROLMENT_STRUCTS,
  type Enrolment,
  type Erase,
  enrolmentDigest,
  eraseDigest,
  NO_ADDRESS,
  NODE_SCOPES,
  type NodeId,
  type NodeSession,
  nodeSessionDigest,
  OPERATOR_STRUCTS,
  PREDICTION_STRUCTS,
  type Prediction,
  type PredictionBatch,
  predictionLeaf,
  type Receipt,
  receiptDigest,
  receiptStruct,
  roundIdOf,
  roundManifestStruct,
  type SigningDomain,
  type StructType,
  signingDigest,
  type WalletChange,
  walletChangeDigest,
} from '../src/index.ts'

/** Fixed inputs for the committed vectors: every struct that the network signs, and batches of 1 to 128 leaves. */
export const domain: SigningDomain = { chainId: 31_337, networkId: word('11') }

const nodeId = word('22') as string as NodeId
const nodeKey = '0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf' as Address
const operator = '0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF' as Address
const hour = 3_600_000

/** The n-th prediction of a series; every seventh is an abstention. */
export function predictionCase(index: number): Prediction {
  const abstains = index % 7 === 6
  return {
    nodeId,
    keyId: nodeKey,
    lane: 'network',
    kind: index % 2 === 0 ? 'direction' : 'regime',
    symbol: 'BTCUSDT',
    intervalMs: hour,
    horizonMs: hour,
    closeTime: 1_672_531_200_000 + index * hour,
    p0: abstains ? 0 : 3_000 + index,
    p1: abstains ? 0 : 4_000,
    p2: abstains ? 0 : 3_000 - index,
    abstainCode: abstains ? 2 : 0,
    modelDigest: word('33'),
    profile: 'exact',
    featureDigest: word('44'),
    inputHash: word('55'),
    salt: word('66'),
  }
}

/** A batch over the first `count` predictions. */
export function batchCase(count: number): PredictionBatch {
  const leaves = Array.from({ length: count }, (_, index) => predictionLeaf(predictionCase(index)))
  return {
    nodeId,
    keyId: nodeKey,
    leaseEpoch: '1',
    sequence: String(count),
    root: buildMerkleTree(leaves).root,
    count,
    issuedAt: 1_672_531_200_010,
    expiresAt: 1_672_531_205_000,
  }
}

const delegation: Delegation = {
  operator,
  nodeId,
  nodeKey,
  scopes: NODE_SCOPES,
  notBefore: 1_764_000_000_000,
  notAfter: 1_795_536_000_000,
  nonce: word('77'),
}
const enrolment: Enrolment = {
  nodeId,
  nodeKey,
  delegationHash: delegationHash(delegation),
  audience: 'http://localhost:8080',
  issuedAt: 1_764_000_000_500,
}
const session: NodeSession = {
  nodeId,
  keyId: nodeKey,
  audience: 'http://localhost:8080',
  nonce: word('88'),
  expiresAt: 1_764_000_600_000,
}
const claim: Claim = {
  origin: 'http://localhost:8080',
  claimId: word('99'),
  wallet: operator,
  nodeKey: NO_ADDRESS,
}
const apply: Apply = {
  origin: 'http://localhost:8080',
  wallet: operator,
  tier: 'guardian',
  answersHash: applyAnswersHash({
    email: 'ada@example.org',
    name: 'Ada',
    wallet: operator,
    tier: 'guardian',
    operatingSystem: 'Linux',
    experience: 'ten years of servers',
    infrastructure: 'a rack in Zürich',
    motivation: 'to see how right I am',
    stakeAmount: '50000',
  }),
  nonce: word('cc'),
}
const erase: Erase = { origin: 'http://localhost:8080', wallet: operator, nonce: word('dd') }
const rotation: CredentialRotation = {
  origin: 'http://localhost:8080',
  nodeId,
  wallet: operator,
  overlapSeconds: 86_400,
  issuedAt: 1_764_000_000_000,
}
const delegationRevocation: DelegationRevocation = { operator, nodeId, nodeKey }
const walletChange: WalletChange = {
  origin: 'http://localhost:8080',
  changeId: word('cc'),
  formerWallet: operator,
  newWallet: nodeKey,
  answer: 'accept',
}
const receipt: Receipt = {
  batchDigest: batchDigest(domain, batchCase(5)),
  receivedAt: 1_672_531_200_321,
  firstIndex: '41',
  treeHead: word('aa'),
  treeSize: '46',
}
const manifest = {
  roundId: roundIdOf(predictionCase(0)) as string as Bytes32,
  opensAt: 1_672_531_200_000,
  submitBy: 1_672_531_205_000,
  settlesAt: 1_672_534_800_000,
  manifestHash: word('bb'),
}

interface SigningCase {
  readonly struct: StructType
  readonly value: Readonly<Record<string, string | number | bigint>>
  readonly digest: Bytes32
}

/** Every signed struct once, batches five times. */
export const signingCases: Readonly<Record<string, SigningCase>> = {
  ...Object.fromEntries(
    [1, 2, 3, 5, 128].map((count) => [
      `batch of ${count}`,
      {
        struct: PREDICTION_STRUCTS.PredictionBatch,
        value: { ...batchCase(count), leaseEpoch: 1n, sequence: BigInt(count) },
        digest: batchDigest(domain, batchCase(count)),
      },
    ]),
  ),
  prediction: {
    struct: PREDICTION_STRUCTS.Prediction,
    value: predictionCase(0),
    digest: signingDigest(domain, PREDICTION_STRUCTS.Prediction, predictionCase(0)),
  },
  abstention: {
    struct: PREDICTION_STRUCTS.Prediction,
    value: predictionCase(6),
    digest: signingDigest(domain, PREDICTION_STRUCTS.Prediction, predictionCase(6)),
  },
  delegation: {
    struct: ENROLMENT_STRUCTS.Delegation,
    value: delegation,
    digest: delegationDigest(domain, delegation),
  },
  enrolment: {
    struct: ENROLMENT_STRUCTS.Enrolment,
    value: enrolment,
    digest: enrolmentDigest(domain, enrolment),
  },
  session: {
    struct: ENROLMENT_STRUCTS.NodeSession,
    value: session,
    digest: nodeSessionDigest(domain, session),
  },
  claim: { struct: ENROLMENT_STRUCTS.Claim, value: claim, digest: claimDigest(domain, claim) },
  apply: { struct: ENROLMENT_STRUCTS.Apply, value: apply, digest: applyDigest(domain, apply) },
  erase: { struct: ENROLMENT_STRUCTS.Erase, value: erase, digest: eraseDigest(domain, erase) },
  receipt: {
    struct: receiptStruct,
    value: { ...receipt, firstIndex: 41n, treeSize: 46n },
    digest: receiptDigest(domain, receipt),
  },
  'round manifest': {
    struct: roundManifestStruct,
    value: manifest,
    digest: signingDigest(domain, roundManifestStruct, manifest),
  },
  'credential rotation': {
    struct: OPERATOR_STRUCTS.CredentialRotation,
    value: rotation,
    digest: credentialRotationDigest(domain, rotation),
  },
  'delegation revocation': {
    struct: OPERATOR_STRUCTS.DelegationRevocation,
    value: delegationRevocation,
    digest: delegationRevocationDigest(domain, delegationRevocation),
  },
  'wallet change': {
    struct: OPERATOR_STRUCTS.WalletChange,
    value: walletChange,
    digest: walletChangeDigest(domain, walletChange),
  },
}

function word(byte: string): Bytes32 {
  return `0x${byte.repeat(32)}` as Bytes32
}
