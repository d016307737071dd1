import { Panel } from '../ui/Panel.tsx'

const STEPS = [
  ['Unpack the bundle on the machine of the node', 'tar -xzf noderr-node-*.tar.gz'],
  ['Set the node up; it makes its own hot key', 'noderr-node init --bundle . --data-dir /var/lib/noderr'],
  ['Let your wallet delegate to that key, then start', 'noderr-node delegation-request --json'],
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
    </Panel>
  )
}
