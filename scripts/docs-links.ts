import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Fails on a relative link in a Markdown file that leads nowhere. Links to other sites are left alone. */
const files = globSync('**/*.md', { exclude: (name) => /node_modules|\.noderr|dist/.test(name) })
let dead = 0
for (const file of files) {
  const text = readFileSync(file, 'utf8').replace(/```[\s\S]*?```/g, '')
  for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (!target || /^[a-z]+:|^#/.test(target)) continue
    const path = join(dirname(file), decodeURIComponent(target.split('#')[0] ?? ''))
    if (!existsSync(path)) {
      console.error(`${file}: dead link ${target}`)
      dead += 1
    }
  }
}
console.log(`${files.length} documents, ${dead} dead links`)
process.exitCode = dead > 0 ? 1 : 0
