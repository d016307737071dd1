import { Panel } from '../ui/Panel.tsx'

const STEPS = [
  ['Find the software that you installed', 'export PATH=/opt/noderr/node_modules/.bin:$PATH'],
  ['Unpack the bundle on the machine of the node', 'tar -xzf noderr-node-*.tar.gz && cd noderr-node-*/'],
  ['Set the node up; it makes its own hot key', 'noderr-node init --bundle . --data-dir /var/lib/noderr'],
  [
    'Let your wallet delegate to that key, then start',
    'noderr-node delegation-request --json --data-dir /var/lib/noderr',
  ],
] as const

/** What an operator does with the bundle, as its own README says it in full. */
export function NextSteps() {
  return (
    <Panel title="What comes next">
      <ol className="grid gap-3 p-4">
        {STEPS.map(([what, command], index) => (
          <li key={what} className="grid gap-1">
            <span>
              <strong>{index + 1}.</strong> {what}
            </span>
            <code className="rounded-md bg-raised px-2.5 py-1.5 font-mono text-xs break-all">{command}</code>
          </li>
        ))}
      </ol>
      <p className="max-w-prose px-4 pb-4 text-soft">The bundle’s README.md says each step in full.</p>
    </Panel>
  )
}
