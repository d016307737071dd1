import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'

/** Runs shellcheck over every shell script where it is installed; `sh -n` over them everywhere. */
const scripts = [...globSync('**/*.sh', { exclude: (name) => /node_modules/.test(name) }), '.ci/run'].filter(
  existsSync,
)
const installed = spawnSync('shellcheck', ['--version']).status === 0
let failed = 0
for (const script of scripts) {
  const shell = /bash/.test(readFileSync(script, 'utf8').split('\n')[0] ?? '') ? 'bash' : 'sh'
  const result = installed ? spawnSync('shellcheck', [script]) : spawnSync(shell, ['-n', script])
  if (result.status !== 0) {
    console.error(`${result.stdout}${result.stderr}`)
    failed += 1
  }
}
console.log(
  `${scripts.length} shell scripts, ${failed} with findings${installed ? '' : ' (syntax only: no shellcheck here)'}`,
)
process.exitCode = failed > 0 ? 1 : 0
