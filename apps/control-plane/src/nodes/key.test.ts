import { type Delegation, delegationHash, NODE_SCOPES, nodeIdSchema } from '@noderr/protocol'
import { expect, it } from 'vitest'
import { testAccount, word } from '../../test/operator.ts'
import {
  DelegationOutdatedError,
  decideEnrolment,
  KeyRevokedError,
  KeyTakenError,
  type NodeKey,
} from './key.ts'

const nodeId = nodeIdSchema.parse(word('node'))

function delegation(hotKey: string, notBefore: number): Delegation {
  return {
    operator: testAccount('wallet').address,
    nodeId,
    nodeKey: testAccount(hotKey).address,
    scopes: NODE_SCOPES,
    notBefore,
    notAfter: notBefore + 1_000,
    nonce: word(`${hotKey} ${notBefore}`),
  }
}

function keyOf(from: Delegation, change: Partial<NodeKey> = {}): NodeKey {
  return {
    keyId: from.nodeKey,
    nodeId: from.nodeId,
    delegationHash: delegationHash(from),
    notBefore: new Date(from.notBefore),
    notAfter: new Date(from.notAfter),
    enrolledAt: new Date(from.notBefore),
    revokedAt: undefined,
    ...change,
  }
}

const first = delegation('first', 100)

it('enrols the first key of a node', () => {
  expect(decideEnrolment(first, [])).toEqual({ do: 'enrol', replaces: undefined })
})

it('changes nothing for the same delegation', () => {
  expect(decideEnrolment(first, [keyOf(first)])).toEqual({ do: 'nothing', key: keyOf(first) })
})

it('replaces the live key by a newer delegation to another, and refuses one as old', () => {
  expect(decideEnrolment(delegation('second', 101), [keyOf(first)])).toEqual({
    do: 'enrol',
    replaces: keyOf(first),
  })
  expect(() => decideEnrolment(delegation('second', 100), [keyOf(first)])).toThrow(DelegationOutdatedError)
})

it('renews a key by a newer delegation to itself', () => {
  expect(decideEnrolment(delegation('first', 101), [keyOf(first)])).toEqual({
    do: 'renew',
    key: keyOf(first),
  })
})

it('never takes a revoked key back, nor the key of another node', () => {
  const revoked = keyOf(first, { revokedAt: new Date(200) })
  expect(() => decideEnrolment(delegation('first', 300), [revoked])).toThrow(KeyRevokedError)
  expect(() => decideEnrolment(first, [revoked])).toThrow(KeyRevokedError)
  const taken = keyOf(first, { nodeId: nodeIdSchema.parse(word('other node')) })
  expect(() => decideEnrolment(delegation('first', 300), [taken])).toThrow(KeyTakenError)
})

it('takes no delegation that was signed before one whose key was revoked', () => {
  const revoked = keyOf(delegation('second', 200), { revokedAt: new Date(250) })
  expect(() => decideEnrolment(first, [revoked])).toThrow(DelegationOutdatedError)
  expect(decideEnrolment(delegation('third', 200), [revoked])).toEqual({ do: 'enrol', replaces: undefined })
})
