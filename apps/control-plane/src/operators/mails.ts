import { findContact } from '../credentials/index.ts'
import type { Tx } from '../db/index.ts'
import { type Mail, queueMail } from '../mail/index.ts'
import type { WalletChange } from './change.ts'

/** Writes to the operator about a change; to nobody once the address was erased. */
async function writeTo(tx: Tx, { applicationId }: WalletChange, letter: ChangeLetter): Promise<void> {
  const contact = await findContact(tx, applicationId)
  if (!contact) return
  await queueMail(tx, {
    applicationId,
    to: contact.email,
    type: 'wallet_change',
    letter: { ...letter, name: contact.name },
  })
}

type ChangeLetter = Pick<Mail['letter'], 'subject' | 'blocks'>

/** Somebody of the network proposed another wallet: the operator learns of it before anything can happen. */
export function queueProposed(tx: Tx, change: WalletChange, publicUrl: string): Promise<void> {
  return writeTo(tx, change, proposedLetter(change, publicUrl))
}

export function proposedLetter(change: WalletChange, publicUrl: string): ChangeLetter {
  return {
    subject: 'Somebody asked to move your Noderr nodes to another wallet',
    blocks: [
      'the network was asked to move your nodes to another wallet.',
      { facts: { from: change.formerWallet, to: change.newWallet } },
      'If you asked for it, open this page and sign with the new wallet. If you did not, open it and object with the former wallet, which ends it, or write to the support of the network.',
      { label: 'Sign or object', link: linkOf(change, publicUrl) },
      'Two people of the network have to agree, and you have seven days after the second of them to object.',
    ],
  }
}

/** Two people agree: the notice begins. */
export function queueConfirmed(tx: Tx, change: WalletChange, publicUrl: string): Promise<void> {
  return writeTo(tx, change, confirmedLetter(change, publicUrl))
}

export function confirmedLetter(change: WalletChange, publicUrl: string): ChangeLetter {
  return {
    subject: 'Your Noderr nodes move to another wallet soon',
    blocks: [
      'two people of the network have agreed to move your nodes to another wallet.',
      {
        facts: {
          from: change.formerWallet,
          to: change.newWallet,
          'not before': change.effectiveAt?.toISOString() ?? '',
        },
      },
      'Nothing happens before the new wallet has signed too. Until then you can object with the former wallet.',
      { label: 'Sign or object', link: linkOf(change, publicUrl) },
    ],
  }
}

/** It has happened. */
export function queueApplied(tx: Tx, change: WalletChange): Promise<void> {
  return writeTo(tx, change, appliedLetter(change))
}

export function appliedLetter(change: WalletChange): ChangeLetter {
  return {
    subject: 'Your Noderr nodes belong to another wallet now',
    blocks: [
      'your nodes have moved to the new wallet. The hot keys that the former wallet delegated have ended: make a delegation request on each node and sign it with the new wallet.',
      { facts: { from: change.formerWallet, to: change.newWallet } },
    ],
  }
}

function linkOf({ changeId }: WalletChange, publicUrl: string): string {
  return `${publicUrl}/wallet-change#${changeId}`
}
