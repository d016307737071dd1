import type { EpochView } from '@noderr/protocol'
import { Command, InvalidArgumentError } from 'commander'
import { getEpoch, listEpochs } from '../rewards/index.ts'
import { asCommandLine } from './admin-session.ts'
import { toList, toTable } from './print.ts'

interface Printing {
  readonly json?: boolean
}

/** `noderr-admin epochs …`; `print` takes what a command has to say. */
export function epochsCommand(print: (text: string) => void): Command {
  const command = new Command('epochs').description('List closed reward epochs and read their statements')

  command
    .command('list')
    .description('newest first')
    .option('--json', 'one JSON array')
    .addHelpText('after', '\nExample:\n  noderr-admin epochs list')
    .action(async ({ json }: Printing) => {
      const epochs = await asCommandLine(({ db }) => listEpochs(db))
      print(json ? JSON.stringify(epochs) : toEpochTable(epochs))
    })

  command
    .command('show')
    .description('what was paid to each node, and how it came about')
    .argument('<epoch>', 'number of the epoch', toEpochNumber)
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin epochs show 3')
    .action(async (epoch: number, { json }: Printing) => {
      const view = await asCommandLine(({ db }) => getEpoch(db, epoch))
      print(json ? JSON.stringify(view) : toEpochText(view))
    })
  return command
}

function toEpochNumber(text: string): number {
  const epoch = Number(text)
  if (text.trim() === '' || !Number.isInteger(epoch) || epoch < 0 || epoch > 2_147_483_647)
    throw new InvalidArgumentError('Expected a number from 0.')
  return epoch
}

function toEpochTable(epochs: readonly Omit<EpochView, 'statements'>[]): string {
  return toTable(
    ['epoch', 'from', 'to', 'rounds', 'paid (NODR)', 'root'],
    epochs.map(({ epoch, from, to, rounds, totalWei, root }) => [
      String(epoch),
      new Date(from).toISOString(),
      new Date(to).toISOString(),
      String(rounds),
      toNodr(totalWei),
      root ?? '-',
    ]),
  )
}

function toEpochText({ statements, ...epoch }: EpochView): string {
  const rows = statements.map(({ nodeId, tier, assignedRounds, onTimePredictions, factors, amountWei }) => [
    nodeId,
    tier,
    `${onTimePredictions}/${assignedRounds}`,
    ...Object.values(factors).map(({ bps }) => String(bps)),
    toNodr(amountWei),
  ])
  const factorNames = Object.keys(statements[0]?.factors ?? {})
  return `${toList(epoch)}\n\n${toTable(['node', 'tier', 'on time', ...factorNames, 'paid (NODR)'], rows)}`
}

/** Wei as NODR, every digit. */
function toNodr(wei: string): string {
  const digits = wei.padStart(19, '0')
  return `${digits.slice(0, -18)}.${digits.slice(-18)}`
}
