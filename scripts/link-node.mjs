// Runs after `npm ci`, on whatever Node the machine has. The three node-* packages share the command name `node`, and
// npm 10 drops the link of the one that fits when it leaves out the two that do not; npm 11 keeps it.
import { existsSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

const modules = join(import.meta.dirname, '..', 'node_modules')
const packageName = `node-${process.platform}-${process.arch}`
const link = join(modules, '.bin', 'node')

if (
  process.platform !== 'win32' &&
  existsSync(join(modules, packageName, 'bin', 'node')) &&
  !existsSync(link)
) {
  rmSync(link, { force: true })
  symlinkSync(join('..', packageName, 'bin', 'node'), link)
}
