import { z } from 'zod'
import { networkInfoSchema } from '../network.ts'
import { submitPredictionsSchema } from '../prediction.ts'
import {
  answerWalletChangeBodySchema,
  bundleSchema,
  claimBodySchema,
  claimPreviewSchema,
  keyRevokedSchema,
  previewClaimBodySchema,
  revokeKeyBodySchema,
  rotateSecretBodySchema,
  walletChangeQuerySchema,
  walletChangeViewSchema,
} from './credentials.ts'
import { epochListSchema, epochQuerySchema, epochSchema } from './epochs.ts'
import { catalogueEntrySchema, channelPublishedSchema, latestModelQuerySchema } from './models.ts'
import {
  enrolBodySchema,
  enrolledSchema,
  heartbeatAnswerSchema,
  heartbeatBodySchema,
  nodeConfigSchema,
  openSessionBodySchema,
  sessionGrantSchema,
} from './nodes.ts'
import { roundsAnswerSchema, roundsQuerySchema, submitAnswerSchema } from './predictions.ts'
import { get, post } from './route.ts'
import { telemetryAnswerSchema, telemetryBodySchema } from './telemetry.ts'

const KIB = 1024

/** The node API: each route once, for the server, the client and the OpenAPI document (ARCHITECTURE §6a). */
export const ROUTES = {
  network: get('/api/network', 'none', 'What tells this network from another', {
    query: undefined,
    answer: networkInfoSchema,
  }),
  previewClaim: post('/api/credentials/claim/preview', 'none', 'What a claim link is for', {
    body: previewClaimBodySchema,
    answer: claimPreviewSchema,
    maxBytes: 4 * KIB,
  }),
  claim: post(
    '/api/credentials/claim',
    'none',
    'Take a credential with the wallet of the application; shown once',
    {
      body: claimBodySchema,
      answer: bundleSchema,
      maxBytes: 4 * KIB,
    },
  ),
  rotateSecret: post(
    '/api/credentials/rotate',
    'none',
    "Take a new secret with the operator's wallet; shown once",
    {
      body: rotateSecretBodySchema,
      answer: bundleSchema,
      maxBytes: 4 * KIB,
    },
  ),
  walletChange: get(
    '/api/operators/wallet-change',
    'none',
    "Where the change of an operator's wallet stands",
    {
      query: walletChangeQuerySchema,
      answer: walletChangeViewSchema,
    },
  ),
  answerWalletChange: post(
    '/api/operators/wallet-change',
    'none',
    'Take an operator over with the new wallet, or object with the former one',
    {
      body: answerWalletChangeBodySchema,
      answer: walletChangeViewSchema,
      maxBytes: 4 * KIB,
    },
  ),
  revokeKey: post('/api/nodes/revoke-key', 'none', "End a hot key for good, by the wallet's signature", {
    body: revokeKeyBodySchema,
    answer: keyRevokedSchema,
    maxBytes: 4 * KIB,
  }),
  enrolNode: post('/api/nodes/enroll', 'api-key', 'Enrol the hot key that the wallet delegated', {
    body: enrolBodySchema,
    answer: enrolledSchema,
    maxBytes: 16 * KIB,
  }),
  openSession: post('/api/nodes/session', 'none', 'Open a session of ten minutes with the hot key', {
    body: openSessionBodySchema,
    answer: sessionGrantSchema,
    maxBytes: 16 * KIB,
  }),
  heartbeat: post('/api/nodes/heartbeat', 'session', 'Say that the node lives and what it runs', {
    body: heartbeatBodySchema,
    answer: heartbeatAnswerSchema,
    maxBytes: 64 * KIB,
  }),
  nodeConfig: get('/api/nodes/config', 'api-key', "The node's tier and the network's clock and rounds", {
    query: undefined,
    answer: nodeConfigSchema,
  }),
  rounds: get('/api/rounds', 'none', 'Signed manifests of the coming rounds', {
    query: roundsQuerySchema,
    answer: roundsAnswerSchema,
  }),
  submitPredictions: post('/api/predictions', 'session', 'Hand in a signed batch of predictions', {
    body: submitPredictionsSchema,
    answer: submitAnswerSchema,
    maxBytes: 2_048 * KIB,
  }),
  sendTelemetry: post('/api/telemetry', 'api-key', 'Hand in a batch of telemetry rows', {
    body: telemetryBodySchema,
    answer: telemetryAnswerSchema,
    maxBytes: 2_048 * KIB,
  }),
  latestModel: get('/api/models/latest', 'none', 'The newest active release of a model for a tier', {
    query: latestModelQuerySchema,
    answer: catalogueEntrySchema,
  }),
  publishChannel: post(
    '/api/models/releases',
    'publisher',
    'Verify the channel, sign its timestamp, update the catalogue',
    {
      body: z.object({}),
      answer: channelPublishedSchema,
      maxBytes: 1 * KIB,
    },
  ),
  epochs: get('/api/epochs', 'none', 'Closed reward epochs, newest first', {
    query: undefined,
    answer: epochListSchema,
  }),
  epoch: get('/api/epochs/statement', 'none', 'One closed epoch with the statement of each node', {
    query: epochQuerySchema,
    answer: epochSchema,
  }),
} as const

/** Paths without a JSON schema of their own. */
export const PATHS = {
  typeformWebhook: '/api/typeform/webhook',
  modelStream: '/api/models/stream',
  tufMetadata: '/api/tuf/metadata/',
  artifacts: '/artifacts/',
} as const
