import { addressSchema } from '@noderr/protocol'
import { seededBytes } from '@noderr/testkit'
import { concat, keccak256, numberToHex } from 'viem'
import { expect, it } from 'vitest'
import { generateCredentials } from './credential-generator.ts'

const wallet = addressSchema.parse('0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF')

it('makes ids and secrets in the formats that the network knows', () => {
  const made = generateCredentials({ wallet, applicationId: 7 }, seededBytes(1))
  expect(made.nodeId).toMatch(/^0x[0-9a-f]{64}$/)
  expect(made.apiKey).toMatch(/^noderr_[0-9a-f]{32}$/)
  expect(made.apiSecret).toMatch(/^[0-9a-f]{64}$/)
})

it('derives the node id from wallet, application and 128 random bits', () => {
  const { nodeId } = generateCredentials({ wallet, applicationId: 7 }, (length) =>
    new Uint8Array(length).fill(9),
  )
  expect(nodeId).toBe(keccak256(concat([wallet, numberToHex(7, { size: 32 }), `0x${'09'.repeat(16)}`])))
})

it('gives the same wallet and application another identity each time', () => {
  const random = seededBytes(2)
  const made = Array.from({ length: 50 }, () => generateCredentials({ wallet, applicationId: 7 }, random))
  expect(new Set(made.map(({ nodeId }) => nodeId)).size).toBe(50)
  expect(new Set(made.map(({ apiKey }) => apiKey)).size).toBe(50)
  expect(new Set(made.map(({ apiSecret }) => apiSecret)).size).toBe(50)
})
