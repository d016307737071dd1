import type { StatementView } from '@noderr/protocol'
import { formatBps } from '../../format/number.ts'
import { shortHex } from '../../format/short-hex.ts'
import { Missing } from '../../ui/Missing.tsx'
import { Nodr } from '../../ui/Nodr.tsx'
import { TierBadge } from '../../ui/TierBadge.tsx'

/** The factors of a reward by their names in the statement, in the order in which they are multiplied. */
const FACTORS: readonly {
  readonly name: string
  readonly title: string
  readonly text: (bps: number) => string
}[] = [
  { name: 'tierMultiplierBps', title: 'Tier', text: (bps) => `× ${bps / 10_000}` },
  { name: 'uptimeBps', title: 'Uptime', text: formatBps },
  { name: 'qualityBps', title: 'Quality', text: formatBps },
  { name: 'trustBps', title: 'Trust', text: formatBps },
  { name: 'penaltyBps', title: 'Standing', text: formatBps },
]

/** Why each node is paid what it is paid, factor by factor. */
export function StatementTable({ statements }: { readonly statements: readonly StatementView[] }) {
  const titles = ['Rounds', 'Base', ...FACTORS.map(({ title }) => title), 'Earned', 'Paid']
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: wide on a narrow screen, so it scrolls, by keyboard too
    <section className="overflow-x-auto" aria-label="Reward statements" tabIndex={0}>
      <table className="w-full text-left whitespace-nowrap">
        <thead className="text-xs text-soft">
          <tr>
            <th scope="col" className="px-2 py-2 pl-4 font-medium">
              Node
            </th>
            {titles.map((title) => (
              <th key={title} scope="col" className="px-2 py-2 text-right font-medium last:pr-4">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {statements.map((statement) => (
            <Statement key={statement.nodeId} statement={statement} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Statement({ statement }: { readonly statement: StatementView }) {
  const { nodeId, tier, assignedRounds, onTimePredictions, baseWei, factors, rawWei, amountWei } = statement
  const cell = 'px-2 py-2 text-right align-top last:pr-4'
  return (
    <tr className="border-t border-line">
      <th scope="row" className="px-2 py-2 pl-4 text-left align-top font-normal">
        <span className="mr-2 font-mono text-xs" title={nodeId}>
          {shortHex(nodeId)}
        </span>
        <TierBadge tier={tier} />
      </th>
      <td className={cell}>
        {onTimePredictions} of {assignedRounds}
      </td>
      <td className={cell}>
        <Nodr wei={baseWei} />
      </td>
      {FACTORS.map(({ name, text }) => (
        <td key={name} className={cell}>
          <Factor factor={factors[name]} text={text} />
        </td>
      ))}
      <td className={cell}>
        <Nodr wei={rawWei} />
      </td>
      <td className={`${cell} font-semibold`}>
        <Nodr wei={amountWei} />
      </td>
    </tr>
  )
}

function Factor(props: {
  readonly factor: StatementView['factors'][string] | undefined
  readonly text: (bps: number) => string
}) {
  const { factor, text } = props
  if (!factor) return <Missing because="the statement does not have this factor" />
  return (
    <span title={factor.note}>
      {text(factor.bps)}
      <span className="block text-[11px]/4 text-soft">{factor.source.replace('-', ' ')}</span>
    </span>
  )
}
