import { CopyButton } from '../ui/CopyButton.tsx'
import { Panel } from '../ui/Panel.tsx'

/** The command that enrols the node with a signature, to copy. */
export function EnrolCommand({ signature }: { readonly signature: string }) {
  const command = `noderr-node enroll --signature ${signature} --data-dir /var/lib/noderr`
  return (
    <Panel title="3. Enrol the node" aside={<CopyButton text={command} label="command" />}>
      <div className="grid gap-2 p-4">
        <p role="status">It is signed. Run this on the machine of the node, then start it.</p>
        <code className="rounded-md bg-raised px-2.5 py-1.5 font-mono text-xs break-all">{command}</code>
      </div>
    </Panel>
  )
}
