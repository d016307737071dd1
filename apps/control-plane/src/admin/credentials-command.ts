import { Command } from 'commander'
import { type Credential, inviteOperator, listCredentials, revokeCredential } from '../credentials/index.ts'
import { asCommandLine } from './admin-session.ts'
import { toId } from './application-id.ts'
import { toTable } from './print.ts'

interface Printing {
  readonly json?: boolean
}

/** `noderr-admin credentials …`; `print` takes what a command has to say. */
export function credentialsCommand(print: (text: string) => void): Command {
  const command = new Command('credentials').description('List, invite for and revoke credentials')

  command
    .command('list')
    .description('newest first; never a secret')
    .option('--before <id>', 'only older ones than this id', toId)
    .option('--json', 'one JSON array')
    .addHelpText('after', '\nExample:\n  noderr-admin credentials list')
    .action(async ({ before, json }: Printing & { before?: number }) => {
      const credentials = await asCommandLine((ctx) => listCredentials(ctx, { before }))
      print(json ? JSON.stringify(credentials) : toCredentialTable(credentials))
    })

  command
    .command('invite')
    .description('mail the operator another claim link')
    .argument('<id>', 'number of the credential', toId)
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin credentials invite 12')
    .action(async (credentialId: number, { json }: Printing) => {
      const invited = await asCommandLine((ctx) => inviteOperator(ctx, { credentialId }))
      print(json ? JSON.stringify(invited) : `another invitation for node ${invited.nodeId} is on its way`)
    })

  command
    .command('revoke')
    .argument('<id>', 'number of the credential', toId)
    .requiredOption('--reason <text>', 'kept with the credential and in the audit log')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin credentials revoke 12 --reason "key was leaked"')
    .action(async (credentialId: number, { json, reason }: Printing & { reason: string }) => {
      await asCommandLine((ctx) => revokeCredential(ctx, { credentialId, reason }))
      print(json ? JSON.stringify({ credentialId, revoked: true }) : `credential ${credentialId} is revoked`)
    })
  return command
}

function toCredentialTable(credentials: readonly Credential[]): string {
  return toTable(
    ['id', 'application', 'tier', 'operator', 'api key', 'claimed', 'last used', 'revoked'],
    credentials.map((credential) => [
      String(credential.id),
      String(credential.applicationId),
      credential.tier,
      credential.operator,
      credential.apiKey,
      credential.claimedAt?.toISOString() ?? '-',
      credential.lastUsedAt?.toISOString() ?? '-',
      credential.revocation?.at.toISOString() ?? '-',
    ]),
  )
}
