import { formatNodr } from '../format/number.ts'

/** An amount in NODR; every wei of it on hover. */
export function Nodr({ wei }: { readonly wei: string }) {
  return <span title={`${wei} wei`}>{formatNodr(BigInt(wei))}</span>
}
