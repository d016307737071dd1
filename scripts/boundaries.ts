import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Holds the tree below the current folder against `.dependency-cruiser.mjs`.
 *
 * dependency-cruiser reports "no violations, 0 modules" when it cannot read TypeScript, so a run that saw
 * fewer modules than the house has is a failure, too.
 */
const root = join(import.meta.dirname, '..')
const leastModules = Number(process.argv[2] ?? 400)
const folders = ['apps', 'packages', 'bench', 'e2e', 'scripts'].filter((folder) => existsSync(folder))
const result = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
    '--config',
    join(root, '.dependency-cruiser.mjs'),
    '--output-type',
    'json',
    ...folders,
  ],
  { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
)
if (!result.stdout.startsWith('{')) {
  console.error(result.stderr || result.stdout)
  process.exit(2)
}
const summary: {
  violations: { rule: { name: string }; from: string; to: string }[]
  totalCruised: number
} = JSON.parse(result.stdout).summary
for (const violation of summary.violations) {
  console.error(`${violation.rule.name}: ${violation.from} → ${violation.to}`)
}
if (summary.totalCruised < leastModules) {
  console.error(`only ${summary.totalCruised} modules were read, at least ${leastModules} were expected`)
}
console.log(`${summary.totalCruised} modules, ${summary.violations.length} breaches`)
process.exitCode = summary.violations.length > 0 || summary.totalCruised < leastModules ? 1 : 0
