import { addressSchema, bytes32Schema, nodeIdSchema } from '@noderr/protocol'
import { erasureMail } from './applicants/index.ts'
import {
  approvedMail,
  type CompleteApplication,
  informationMail,
  receivedMail,
  rejectedMail,
} from './applications/index.ts'
import { expiringMail, inviteMail } from './credentials/index.ts'
import type { Mail, MailType } from './mail/index.ts'
import { registeredMail } from './nodes/index.ts'
import { appliedLetter, confirmedLetter, proposedLetter, type WalletChange } from './operators/index.ts'
import { signInMail } from './sign-in/index.ts'

const PUBLIC_URL = 'https://noderr.example'
const READER = { email: 'ada@example.org', name: 'Ada Lovelace' }
const WALLET = addressSchema.parse('0x00000000219ab540356cBB839Cbe05303d7705Fa')
const OTHER_WALLET = addressSchema.parse('0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2')
const KEY = addressSchema.parse('0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed')
const AT = new Date('2026-11-25T09:00:00Z')

const APPLICATION: CompleteApplication = {
  id: 12,
  publicId: '5f0c7a52-8d8e-4b6e-9d3f-000000000012',
  source: 'typeform',
  sourceReason: undefined,
  walletProvenAt: undefined,
  version: 1,
  status: 'pending',
  attention: [],
  digest: `sha256:${'0'.repeat(64)}`,
  submittedAt: AT,
  clockFrom: AT,
  waitingSince: undefined,
  assignedTo: undefined,
  reviewedBy: undefined,
  reviewedAt: undefined,
  rejectionCode: undefined,
  rejectionReason: undefined,
  email: READER.email,
  name: READER.name,
  wallet: WALLET,
  tier: 'guardian',
  operatingSystem: undefined,
  rpcEndpoint: undefined,
  experience: undefined,
  infrastructure: undefined,
  motivation: undefined,
  stakeAmount: undefined,
  other: {},
}

const CREDENTIAL = {
  id: 7,
  applicationId: APPLICATION.id,
  tier: 'guardian',
  nodeId: nodeIdSchema.parse(`0x${'5b'.repeat(32)}`),
} as const

const CHANGE: WalletChange = {
  changeId: bytes32Schema.parse(`0x${'c4'.repeat(32)}`),
  applicationId: APPLICATION.id,
  formerWallet: WALLET,
  newWallet: OTHER_WALLET,
  reason: 'the former wallet is lost',
  proposedBy: 'admin:grace',
  proposedAt: AT,
  acceptedAt: undefined,
  confirmation: undefined,
  effectiveAt: new Date('2026-12-02T09:00:00Z'),
  cancellation: undefined,
  appliedAt: undefined,
}

const aboutChange = (letter: Pick<Mail['letter'], 'subject' | 'blocks'>): Mail => ({
  applicationId: APPLICATION.id,
  to: READER.email,
  type: 'wallet_change',
  letter: { ...letter, name: READER.name },
})

/** Every kind of mail that the network writes, made up for nobody: to look at, and to notice when one changes. */
export const SAMPLE_MAILS: Readonly<Record<MailType, readonly Mail[]>> = {
  application_received: [receivedMail(APPLICATION, READER.email)],
  application_information_requested: [
    informationMail(APPLICATION, READER.email, 'Where does the machine stand?\nHow is it connected?'),
  ],
  application_approved: [approvedMail(APPLICATION, READER.email)],
  application_rejected: [
    rejectedMail(APPLICATION, READER.email, 'The machine has 2 cores; the tier guardian needs 16.'),
  ],
  credentials_issued: (['approved', 'invited-again', 'node-added', 'reissued'] as const).map((occasion) =>
    inviteMail(READER, CREDENTIAL, occasion),
  ),
  credential_expiring: [
    expiringMail(READER, CREDENTIAL, {
      expiresAt: new Date('2026-12-25T09:00:00Z'),
      daysBefore: 30,
      publicUrl: PUBLIC_URL,
    }),
  ],
  node_registered: [registeredMail(READER, CREDENTIAL, KEY, PUBLIC_URL)],
  wallet_change: [
    proposedLetter(CHANGE, PUBLIC_URL),
    confirmedLetter(CHANGE, PUBLIC_URL),
    appliedLetter(CHANGE),
  ].map(aboutChange),
  sign_in: [signInMail(READER.email)],
  erasure_confirmation: [erasureMail(READER.email)],
}
