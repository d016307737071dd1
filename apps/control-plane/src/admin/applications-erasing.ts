import type { Command } from 'commander'
import { eraseApplication } from '../applicants/index.ts'
import { asKeyHolder } from './admin-session.ts'
import { toId } from './application-id.ts'

/** `erase`. */
export function addErasingCommand(command: Command, print: (text: string) => void): void {
  command
    .command('erase')
    .description('blank everything of the person; number, status, digests and dates stay')
    .argument('<id>', 'number of the application', toId)
    .requiredOption('--reason <text>', "kept for ever, so no person's data")
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin applications erase 12 --reason "asked for by mail"')
    .action(async (applicationId: number, { reason, json }: { reason: string; json?: boolean }) => {
      await asKeyHolder((ctx) => eraseApplication(ctx, { applicationId, reason }))
      print(json ? JSON.stringify({ applicationId, erased: true }) : `application ${applicationId} is erased`)
    })
}
