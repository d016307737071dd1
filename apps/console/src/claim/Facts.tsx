import { Fragment, type ReactNode } from 'react'

/** Names and what they stand for, one under the other on a phone. */
export function Facts(props: { readonly facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-0.5 sm:grid-cols-[auto_minmax(0,1fr)] sm:items-baseline sm:gap-y-1.5">
      {props.facts.map(([name, value]) => (
        <Fragment key={name}>
          <dt className="text-xs/5 text-soft">{name}</dt>
          <dd className="min-w-0 pb-1.5 sm:pb-0">{value}</dd>
        </Fragment>
      ))}
    </dl>
  )
}
