/** Who asks: nobody, somebody who is signed in and no admin, and the admins by role. */
export const ASKERS = ['anonymous', 'person', 'viewer', 'reviewer', 'approver', 'support', 'owner'] as const
export type Asker = (typeof ASKERS)[number]

/** Who may call a procedure, and an input that passes its schema and names nothing that is there. */
export interface Permit {
  readonly to: readonly Asker[]
  readonly input?: unknown
}

const EVERYBODY = ASKERS
const SIGNED_IN = ASKERS.slice(1)
const PERSON: readonly Asker[] = ['person']
const STAFF: readonly Asker[] = ['viewer', 'reviewer', 'approver', 'support', 'owner']
const REVIEWERS: readonly Asker[] = ['reviewer', 'approver', 'owner']
const DECIDERS: readonly Asker[] = ['approver', 'owner']
const HELPERS: readonly Asker[] = ['support', 'owner']
const OWNER: readonly Asker[] = ['owner']

const NOBODY = 2_000_000_000
const application = { applicationId: NOBODY }
const credential = { credentialId: NOBODY }
const mail = { mailId: '999999999' }
const inbox = { deliveryId: '999999999' }
const nodeId = `0x${'9'.repeat(64)}`
const wallet = '0x00000000219ab540356cBB839Cbe05303d7705Fa'
const own = { publicId: '00000000-0000-4000-8000-000000000000' }
const reason = 'because of the test'

/** Every procedure of the console's API. */
export const PERMITS: Readonly<Record<string, Permit>> = {
  // One's own account
  'account.getSessions': { to: SIGNED_IN },
  'account.revokeSessions': { to: SIGNED_IN, input: { sessionId: 'none' } },
  'account.getPasskeys': { to: SIGNED_IN },
  'account.beginPasskey': { to: SIGNED_IN },
  'account.addPasskey': {
    to: SIGNED_IN,
    input: {
      name: 'key',
      credential: {
        id: 'YQ',
        rawId: 'YQ',
        type: 'public-key',
        response: { clientDataJSON: 'YQ', attestationObject: 'YQ' },
      },
      transports: [],
    },
  },
  'account.removePasskey': { to: SIGNED_IN, input: { id: 'YQ' } },

  // The people who run the network
  'admin.getAdmins': { to: STAFF },
  'admin.addAdmin': { to: OWNER, input: { name: 'newcomer', role: 'viewer' } },
  'admin.removeAdmin': { to: OWNER, input: { name: 'nobody' } },
  'admin.setAdminRole': { to: OWNER, input: { name: 'nobody', role: 'viewer' } },
  'admin.getAdminChanges': { to: STAFF },
  'admin.confirmAdminChange': { to: DECIDERS, input: { change: NOBODY } },
  'admin.dropAdminChange': { to: DECIDERS, input: { change: NOBODY } },
  'admin.getAdminSessions': { to: OWNER, input: { name: 'nobody' } },
  'admin.revokeAdminSessions': { to: OWNER, input: { name: 'nobody' } },

  // Applications
  'admin.getApplications': { to: STAFF, input: {} },
  'admin.getApplicationById': { to: STAFF, input: application },
  'admin.getApplicationStats': { to: STAFF },
  'admin.approveApplication': { to: DECIDERS, input: application },
  'admin.rejectApplication': { to: DECIDERS, input: { ...application, reason } },
  'admin.previewRejection': { to: DECIDERS, input: { ...application, reason } },
  'admin.approveApplications': { to: DECIDERS, input: { applications: [application] } },
  'admin.rejectApplications': { to: DECIDERS, input: { reason, applications: [application] } },
  'admin.correctApplication': { to: REVIEWERS, input: { ...application, name: 'Ada', reason } },
  'admin.requestInformation': { to: REVIEWERS, input: { ...application, question: 'why?' } },
  'admin.answerInformation': { to: REVIEWERS, input: { ...application, answer: 'so' } },
  'admin.assignApplication': {
    to: ['reviewer', 'approver', 'support', 'owner'],
    input: { ...application, to: null },
  },
  'admin.addNote': { to: ['reviewer', 'approver', 'support', 'owner'], input: { ...application, note: 'a' } },
  'admin.withdrawApplication': { to: DECIDERS, input: application },
  'admin.createApplication': {
    to: REVIEWERS,
    input: { email: 'new@example.org', wallet, tier: 'micro', reason },
  },
  'admin.eraseApplication': { to: OWNER, input: { ...application, reason } },

  // Credentials and operators
  'admin.getCredentials': { to: STAFF, input: {} },
  'admin.getOperatorCredentials': { to: STAFF, input: application },
  'admin.getCredentialDownloads': { to: STAFF, input: credential },
  'admin.getGracePeriod': { to: STAFF, input: application },
  'admin.inviteOperator': { to: ['approver', 'support', 'owner'], input: credential },
  'admin.issueClaimLink': { to: ['approver', 'support', 'owner'], input: credential },
  'admin.getCredentialBundle': { to: ['approver', 'support', 'owner'], input: credential },
  'admin.addNode': { to: ['approver', 'support', 'owner'], input: application },
  'admin.reissueCredential': { to: HELPERS, input: { ...credential, reason } },
  'admin.revokeOperatorCredentials': { to: HELPERS, input: { ...credential, reason } },
  'admin.extendGrace': { to: OWNER, input: { ...application, days: 1, reason } },
  'admin.getWalletChanges': { to: STAFF, input: application },
  'admin.proposeWalletChange': { to: DECIDERS, input: { ...application, newWallet: wallet, reason } },
  'admin.confirmWalletChange': { to: DECIDERS, input: { changeId: nodeId } },
  'admin.cancelWalletChange': { to: DECIDERS, input: { changeId: nodeId, reason } },

  // Nodes
  'admin.getNodes': { to: STAFF, input: {} },
  'admin.getNodeKey': { to: STAFF, input: { nodeId } },
  'admin.revokeNodeKey': { to: HELPERS, input: { nodeId, keyId: wallet, reason } },

  // Mail
  'admin.getMails': { to: STAFF, input: {} },
  'admin.getMail': { to: STAFF, input: mail },
  'admin.getMailStats': { to: STAFF },
  'admin.resendMail': { to: ['approver', 'support', 'owner'], input: mail },

  // The inbox
  'admin.getDeliveries': { to: ['reviewer', 'approver', 'support', 'owner'], input: {} },
  'admin.getDelivery': { to: ['reviewer', 'approver', 'support', 'owner'], input: inbox },
  'admin.replayDelivery': { to: REVIEWERS, input: inbox },
  'admin.discardDelivery': { to: REVIEWERS, input: inbox },
  'admin.promoteDelivery': { to: REVIEWERS, input: inbox },
  'admin.getQuarantine': { to: ['reviewer', 'approver', 'support', 'owner'] },
  'admin.getIntakeStats': { to: ['reviewer', 'approver', 'support', 'owner'] },

  // Log and policies
  'admin.getAuditLog': { to: STAFF, input: {} },
  'admin.verifyAuditLog': { to: STAFF },
  'admin.getConfig': { to: STAFF },
  'admin.setConfig': { to: OWNER, input: { key: 'max_oracles', value: 50, why: reason } },
  'admin.confirmConfig': { to: DECIDERS, input: { change: NOBODY } },
  'admin.dropConfig': { to: DECIDERS, input: { change: NOBODY } },

  // What applicants do for themselves
  'applicant.getTierGuide': { to: EVERYBODY },
  'applicant.getApplyChallenge': { to: EVERYBODY },
  'applicant.submitApplication': {
    to: EVERYBODY,
    input: {
      answers: {
        email: 'new@example.org',
        name: 'New',
        wallet,
        tier: 'micro',
        operatingSystem: 'Linux',
        experience: 'some',
        infrastructure: 'some',
        motivation: 'some',
        stakeAmount: '0',
      },
      nonce: nodeId,
      signature: `0x${'1'.repeat(130)}`,
    },
  },
  'applicant.saveDraft': { to: PERSON, input: {} },
  'applicant.discardDraft': { to: PERSON },
  // To visitors and admins nothing is theirs.
  'applicant.getDraft': { to: EVERYBODY },
  'applicant.getMyApplications': { to: EVERYBODY },
  'applicant.answerQuestion': { to: PERSON, input: { ...own, answer: 'so' } },
  'applicant.withdrawApplication': { to: PERSON, input: own },
  'applicant.askForInvitation': { to: PERSON, input: own },
  'applicant.exportMyData': { to: PERSON },
  'applicant.getEraseChallenge': { to: EVERYBODY },
  'applicant.requestErasure': { to: PERSON },
  'applicant.eraseMe': { to: PERSON, input: { token: '9'.repeat(64) } },

  // Operators who are signed in with the wallet
  'operator.getSigningTerms': { to: EVERYBODY },
  'operator.getOwnCredentials': { to: EVERYBODY },
  'operator.addNode': { to: ['person', 'approver', 'support', 'owner'], input: application },

  // Public
  'model.getLatestVersion': { to: EVERYBODY, input: { modelId: 'm', tier: 'micro' } },
  'network.live': { to: EVERYBODY },
}
