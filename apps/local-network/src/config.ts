import { join } from 'node:path'

/** Compiled code of the programs, beside what it was made of: the network starts a dozen of them. */
const COMPILE_CACHE = join(import.meta.dirname, '../../../node_modules/.cache/compile')

/** The environment that every child program starts from: this process's own, without its npm and debugging parts. */
export function baseEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'USER', 'LOGNAME', 'NODE_ENV']
  const ours = kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))
  return { ...Object.fromEntries(ours), NODE_COMPILE_CACHE: COMPILE_CACHE }
}
