import { addressSchema, bytes32Schema } from '@noderr/protocol'
import { Command, InvalidArgumentError } from 'commander'
import {
  cancelWalletChange,
  confirmWalletChange,
  listWalletChanges,
  proposeWalletChange,
  type WalletChange,
} from '../operators/index.ts'
import { getApplicationById } from '../reviews/index.ts'
import { asCommandLine, asKeyHolder } from './admin-session.ts'
import { toId } from './application-id.ts'
import { toList } from './print.ts'

interface Printing {
  readonly json?: boolean
}

/** `noderr-admin operators …`; `print` takes what a command has to say. */
export function operatorsCommand(print: (text: string) => void): Command {
  const show = (change: WalletChange, { json }: Printing) =>
    print(json ? JSON.stringify(change) : toText(change))
  const command = new Command('operators').description(
    "Move an operator's nodes to another wallet: two people, notice",
  )

  command
    .command('wallet-changes')
    .description('what was proposed for an application, newest first')
    .argument('<application>', 'number of the application', toId)
    .option('--json', 'one JSON array')
    .addHelpText('after', '\nExample:\n  noderr-admin operators wallet-changes 12')
    .action(async (applicationId: number, { json }: Printing) => {
      const changes = await asCommandLine((ctx) => listWalletChanges(ctx, { applicationId }))
      if (changes.length === 0) await asCommandLine((ctx) => getApplicationById(ctx, { applicationId }))
      if (json) return print(JSON.stringify(changes))
      print(changes.map(toText).join('\n\n') || `application ${applicationId} has no change of wallet`)
    })

  command
    .command('propose-wallet')
    .description('the first of two people; the operator is told by mail')
    .argument('<application>', 'number of the application', toId)
    .argument('<wallet>', 'the new wallet', toWallet)
    .requiredOption('--reason <text>', 'kept with the change and in the audit log')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  noderr-admin --as ada operators propose-wallet 12 0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF --reason "seed phrase lost, seen on video"',
    )
    .action(async (applicationId: number, newWallet: string, options: Printing & { reason: string }) => {
      const { reason } = options
      show(
        await asKeyHolder((ctx) => proposeWalletChange(ctx, { applicationId, newWallet, reason })),
        options,
      )
    })

  command
    .command('confirm-wallet')
    .description('the second of two people; the notice begins')
    .argument('<change>', 'id of the change', toChangeId)
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin --as grace operators confirm-wallet 0x1b2c…')
    .action(async (changeId: string, options: Printing) =>
      show(await asKeyHolder((ctx) => confirmWalletChange(ctx, { changeId })), options),
    )

  command
    .command('cancel-wallet')
    .description('one person is enough to say no')
    .argument('<change>', 'id of the change', toChangeId)
    .requiredOption('--reason <text>', 'kept with the change and in the audit log')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  noderr-admin --as grace operators cancel-wallet 0x1b2c… --reason "the operator denies it"',
    )
    .action(async (changeId: string, options: Printing & { reason: string }) => {
      const { reason } = options
      show(await asCommandLine((ctx) => cancelWalletChange(ctx, { changeId, reason })), options)
    })
  return command
}

function toText({ confirmation, cancellation, ...change }: WalletChange): string {
  return toList({
    ...change,
    confirmedBy: confirmation?.by,
    confirmedAt: confirmation?.at,
    cancelledBy: cancellation?.by,
    cancelledAt: cancellation?.at,
  })
}

function toWallet(text: string): string {
  const parsed = addressSchema.safeParse(text)
  if (!parsed.success) throw new InvalidArgumentError('Expected a wallet address, 0x and 40 hex digits.')
  return parsed.data
}

function toChangeId(text: string): string {
  const parsed = bytes32Schema.safeParse(text)
  if (!parsed.success) throw new InvalidArgumentError('Expected the id of a change, 0x and 64 hex digits.')
  return parsed.data
}
