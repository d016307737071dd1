import type { Bundle } from '@noderr/protocol'
import { useBlocker } from '@tanstack/react-router'
import { useId, useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { HexText } from '../ui/HexText.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { saveBundle } from './bundle-archive.ts'
import { Facts } from './Facts.tsx'

/** Key and secret, shown this once: to copy, to download, and to say so before the page lets go of them. */
export function SecretOnce(props: { readonly bundle: Bundle; readonly onStored: () => void }) {
  const { bundle } = props
  const [isStored, setStored] = useState(false)
  const id = useId()
  useBlocker({
    shouldBlockFn: () => !window.confirm('The secret is shown only once. Leave without having stored it?'),
    enableBeforeUnload: true,
    disabled: isStored,
  })
  return (
    <Panel title="Your API key and secret">
      <div className="grid gap-4 p-4">
        <Notice look="warning">
          This is the only time that the secret is shown. The network keeps no copy that it could show again.
        </Notice>
        <Facts
          facts={[
            ['API key', <HexText key="key" hex={bundle.apiKey} label="API key" whole />],
            ['API secret', <HexText key="secret" hex={bundle.apiSecret} label="API secret" whole />],
          ]}
        />
        <div className="grid justify-items-start gap-2">
          <Button look="primary" onClick={() => void saveBundle(bundle)} className="min-h-10">
            Download the bundle
          </Button>
          <p className="max-w-prose text-soft">
            Settings with this secret, a compose file, a systemd unit, the roots that your node trusts, and
            three steps to set it up. It is made in this browser; keep it where only you can read it.
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line pt-4">
          <label htmlFor={id} className="flex min-h-8 items-center gap-2">
            <input
              id={id}
              type="checkbox"
              checked={isStored}
              onChange={(event) => setStored(event.target.checked)}
              className="size-4 accent-accent"
            />
            I have stored them
          </label>
          <Button disabled={!isStored} onClick={props.onStored}>
            Done
          </Button>
        </div>
      </div>
    </Panel>
  )
}
