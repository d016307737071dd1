import { Dialog } from '../ui/Dialog.tsx'

/** Which keys do what on this page; opened by `?`. */
export function KeysDialog(props: {
  readonly keys: readonly (readonly [keys: string, does: string])[]
  readonly onClose: () => void
}) {
  return (
    <Dialog title="Keys on this page" onClose={props.onClose}>
      <dl className="grid grid-cols-[max-content_1fr] items-center gap-x-5 gap-y-2">
        {props.keys.map(([keys, does]) => (
          <div key={keys} className="contents">
            <dt className="flex gap-1">
              {keys.split(' ').map((key) => (
                <kbd
                  key={key}
                  className="min-w-6 rounded border border-line bg-raised px-1.5 text-center font-mono text-xs/5"
                >
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-xs text-soft">
        Keys do nothing while you write in a field. Everything they do can be reached by Tab as well. Escape
        closes this.
      </p>
    </Dialog>
  )
}
