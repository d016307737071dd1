import { Command, Option } from 'commander'
import {
  addNode,
  type Credential,
  type CredentialView,
  getOperatorCredentials,
  inviteOperator,
  issueClaimLink,
  listCredentials,
  reissueCredential,
  revokeCredential,
} from '../credentials/index.ts'
import { getApplicationById } from '../reviews/index.ts'
import { asCommandLine, asKeyHolder } from './admin-session.ts'
import { toId } from './application-id.ts'
import { toList, toTable } from './print.ts'

interface Printing {
  readonly json?: boolean
}

/** `noderr-admin credentials …`; `print` takes what a command has to say. */
export function credentialsCommand(print: (text: string) => void): Command {
  const command = new Command('credentials').description(
    'List, invite for, rotate, revoke and add credentials',
  )
  addReadingCommands(command, print)
  addClaimCommands(command, print)
  addEndingCommands(command, print)
  return command
}

function addReadingCommands(command: Command, print: (text: string) => void): void {
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
    .command('show')
    .description('the credentials of an application with their state: invited, claimed, expired or revoked')
    .argument('<application>', 'number of the application', toId)
    .option('--json', 'one JSON array')
    .addHelpText('after', '\nExample:\n  noderr-admin credentials show 12')
    .action(async (applicationId: number, { json }: Printing) => {
      const views = await asCommandLine((ctx) => getOperatorCredentials(ctx, { applicationId }))
      if (views.length === 0) await asCommandLine((ctx) => getApplicationById(ctx, { applicationId }))
      if (json) return print(JSON.stringify(views))
      print(views.map(toViewText).join('\n\n') || `application ${applicationId} has no credential`)
    })
}

function addClaimCommands(command: Command, print: (text: string) => void): void {
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
    .command('link')
    .description(
      "print a fresh claim link, which ends the ones before it; needs the control plane's DATA_DIR",
    )
    .argument('<id>', 'number of the credential', toId)
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  noderr-admin credentials link 12   # with PUBLIC_URL as the control plane has it',
    )
    .action(async (credentialId: number, { json }: Printing) => {
      const { claimLink, expiresAt } = await asKeyHolder((ctx) => issueClaimLink(ctx, { credentialId }))
      print(
        json
          ? JSON.stringify({ claimLink, expiresAt })
          : `${claimLink}\ngood until ${expiresAt.toISOString()}`,
      )
    })

  command
    .command('add-node')
    .description('another node for an approved operator; the operator is invited to claim it')
    .argument('<application>', 'number of the application', toId)
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin credentials add-node 12')
    .action(async (applicationId: number, { json }: Printing) => {
      const added = await asCommandLine((ctx) => addNode(ctx, { applicationId }))
      print(
        json ? JSON.stringify(added) : `credential ${added.id} for node ${added.nodeId} waits to be claimed`,
      )
    })
}

function addEndingCommands(command: Command, print: (text: string) => void): void {
  command
    .command('rotate')
    .description('have the operator claim a new secret; key and node id stay')
    .argument('<id>', 'number of the credential', toId)
    .requiredOption('--reason <text>', 'kept in the audit log')
    .addOption(
      new Option('--former <secret>', 'overlap: good for a day more; at-once: refused from now on')
        .choices(['overlap', 'at-once'])
        .default('overlap'),
    )
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  noderr-admin credentials rotate 12 --reason "secret was seen" --former at-once',
    )
    .action(async (credentialId: number, options: Printing & Rotation) => {
      const { reason, former, json } = options
      const reissued = await asCommandLine((ctx) =>
        reissueCredential(ctx, { credentialId, reason, formerSecret: former }),
      )
      print(
        json
          ? JSON.stringify(reissued)
          : `node ${reissued.nodeId} waits for its operator to claim a new secret`,
      )
    })

  command
    .command('revoke')
    .description('end a credential for good; its next request is refused')
    .argument('<id>', 'number of the credential', toId)
    .requiredOption('--reason <text>', 'kept with the credential and in the audit log')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin credentials revoke 12 --reason "key was leaked"')
    .action(async (credentialId: number, { json, reason }: Printing & { reason: string }) => {
      await asCommandLine((ctx) => revokeCredential(ctx, { credentialId, reason }))
      print(json ? JSON.stringify({ credentialId, revoked: true }) : `credential ${credentialId} is revoked`)
    })
}

interface Rotation {
  readonly reason: string
  readonly former: 'overlap' | 'at-once'
}

function toViewText({ link, revocation, ...view }: CredentialView): string {
  return toList({
    ...view,
    linkExpiresAt: link?.expiresAt,
    revokedAt: revocation?.at,
    revokedBecause: revocation?.reason,
  })
}

function toCredentialTable(credentials: readonly Credential[]): string {
  return toTable(
    ['id', 'application', 'tier', 'operator', 'api key', 'claimed', 'expires', 'last used', 'revoked'],
    credentials.map((credential) => [
      String(credential.id),
      String(credential.applicationId),
      credential.tier,
      credential.operator,
      credential.apiKey,
      credential.claimedAt?.toISOString() ?? '-',
      credential.expiresAt?.toISOString() ?? '-',
      credential.lastUsedAt?.toISOString() ?? '-',
      credential.revocation?.at.toISOString() ?? '-',
    ]),
  )
}
