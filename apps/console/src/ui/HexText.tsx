import { shortHex } from '../format/short-hex.ts'
import { CopyButton } from './CopyButton.tsx'

/** An id, address or root: short to read, whole to copy and on hover. */
export function HexText(props: { readonly hex: string; readonly label: string; readonly whole?: boolean }) {
  return (
    <span className="inline-flex min-w-0 items-center gap-0.5">
      <span className={`font-mono text-xs ${props.whole ? 'break-all' : ''}`} title={props.hex}>
        {props.whole ? props.hex : shortHex(props.hex)}
      </span>
      <CopyButton text={props.hex} label={props.label} />
    </span>
  )
}
