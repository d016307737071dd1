import { Command, InvalidArgumentError } from 'commander'
import type { z } from 'zod'
import {
  confirmConfig,
  dropConfig,
  listConfig,
  type Policy,
  setConfig,
  UnknownPolicyError,
} from '../policies/index.ts'
import { asCommandLine } from './admin-session.ts'
import { toId } from './application-id.ts'
import { toCell, toTable } from './print.ts'

interface Printing {
  readonly json?: boolean
}

/** `noderr-admin config …`; `print` takes what a command has to say. */
export function configCommand(print: (text: string) => void): Command {
  const command = new Command('config').description(
    'Read the policies and change them: one proposes, another one confirms',
  )
  command
    .command('get')
    .description('the policies in force and what is proposed')
    .argument('[key]', 'only this one')
    .option('--json', 'one JSON array')
    .addHelpText('after', '\nExample:\n  noderr-admin config get two_person_tiers')
    .action(async (key: string | undefined, { json }: Printing) => {
      const policies = (await asCommandLine(listConfig)).filter((policy) => !key || policy.key === key)
      if (key && policies.length === 0) throw new UnknownPolicyError(key)
      print(json ? JSON.stringify(policies) : toPolicyTable(policies))
    })
  command
    .command('set')
    .description('propose another value; in force at once only where there is no second approver')
    .argument('<key>', 'of the policy')
    .argument('<value>', 'as JSON', toJson)
    .requiredOption('--reason <text>', "kept for ever, so no person's data")
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  noderr-admin config set max_oracles 60 --reason "as voted"\n  noderr-admin --as grace config confirm 3',
    )
    .action(
      async (key: string, value: z.core.util.JSONType, { reason, json }: Printing & { reason: string }) => {
        const change = await asCommandLine((ctx) => setConfig(ctx, { key, value, why: reason }))
        if (json) return print(JSON.stringify(change))
        print(
          change.state === 'applied'
            ? `${key} is ${JSON.stringify(value)} now`
            : `change ${change.id} of ${key} is proposed; another person confirms it: noderr-admin --as NAME config confirm ${change.id}`,
        )
      },
    )
  for (const [name, decide, done, description] of [
    ['confirm', confirmConfig, 'is in force', 'say yes to what another person proposed'],
    ['drop', dropConfig, 'is off the table', 'take a proposal off the table'],
  ] as const) {
    command
      .command(name)
      .description(description)
      .argument('<change>', 'its number', toId)
      .option('--json', 'one JSON object')
      .addHelpText('after', `\nExample:\n  noderr-admin --as grace config ${name} 3`)
      .action(async (change: number, { json }: Printing) => {
        const proposal = await asCommandLine((ctx) => decide(ctx, { change }))
        print(json ? JSON.stringify(proposal) : `change ${change} of ${proposal.key} ${done}`)
      })
  }
  return command
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new InvalidArgumentError(`Expected JSON, like 60 or '["oracle"]'.`)
  }
}

function toPolicyTable(policies: readonly Policy[]): string {
  return toTable(
    ['key', 'value', 'updated', 'by', 'proposed'],
    policies.map(({ key, value, updatedAt, updatedBy, proposal }) => [
      key,
      toCell(value),
      updatedAt.toISOString(),
      toCell(updatedBy),
      proposal ? `change ${proposal.id}: ${toCell(proposal.after)} by ${toCell(proposal.proposedBy)}` : '-',
    ]),
  )
}
