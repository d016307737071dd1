import { formatBps, formatCount, formatNodr } from '../format/number.ts'
import { shortHex } from '../format/short-hex.ts'
import { formatShort } from '../format/time.ts'
import type { LiveEpoch, LiveStatement, NetworkLive, Sourced } from '../live/network-live.ts'
import { HexText } from '../ui/HexText.tsx'
import { Missing } from '../ui/Missing.tsx'
import { Panel } from '../ui/Panel.tsx'
import { TierBadge } from '../ui/TierBadge.tsx'

/** The last closed epoch: its root, what was paid, and for each node why. */
export function EpochPanel({ live, className }: { readonly live: NetworkLive; readonly className?: string }) {
  const { epoch, log } = live
  return (
    <Panel
      title={epoch ? `Last epoch: ${epoch.epochId}` : 'Last epoch'}
      aside={epoch ? `${formatShort(epoch.from)} to ${formatShort(epoch.to)}` : null}
      {...(className ? { className } : {})}
    >
      {epoch ? (
        <Epoch epoch={epoch} />
      ) : (
        <p className="px-4 py-8 text-center text-soft">
          No epoch has closed yet: rewards follow when one has.
        </p>
      )}
      {log ? (
        <p className="flex flex-wrap items-center gap-x-2 border-t border-line px-4 py-2 text-xs text-soft">
          Receipt log: {formatCount(log.treeSize)} entries, head
          <HexText hex={log.treeHead} label="log head" />
        </p>
      ) : null}
    </Panel>
  )
}

function Epoch({ epoch }: { readonly epoch: LiveEpoch }) {
  return (
    <>
      <dl className="grid gap-x-8 gap-y-2 px-4 py-3 sm:grid-cols-[auto_auto_1fr]">
        <div>
          <dt className="text-xs text-soft">Paid</dt>
          <dd className="text-base font-semibold">
            <Nodr wei={epoch.totalWei} /> NODR
          </dd>
        </div>
        <div>
          <dt className="text-xs text-soft">of a pool of</dt>
          <dd className="text-base">
            <Nodr wei={epoch.poolWei} /> NODR
          </dd>
        </div>
        <div className="min-w-0">
          <dt className="text-xs text-soft">Merkle root of what each wallet can claim</dt>
          <dd>
            {epoch.root ? (
              <HexText hex={epoch.root} label="Merkle root" whole />
            ) : (
              <Missing because="nobody is paid in this epoch, so there is nothing to claim" />
            )}
          </dd>
        </div>
      </dl>
      <Statements statements={epoch.statements} />
      <p className="border-t border-line px-4 py-2 text-xs text-soft">
        Earned = base × tier × uptime × quality × trust × standing; paid is that, lowered where stake, the
        operator's cap or the pool ask for it. Under each figure is where it came from.
      </p>
    </>
  )
}

function Statements({ statements }: { readonly statements: readonly LiveStatement[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: wide on a narrow screen, so it scrolls, by keyboard too
    <section className="overflow-x-auto" aria-label="Reward statements" tabIndex={0}>
      <table className="w-full text-left whitespace-nowrap">
        <thead className="text-xs text-soft">
          <tr>
            <th scope="col" className="px-2 py-2 pl-4 font-medium">
              Node
            </th>
            {['Rounds', 'Base', 'Tier', 'Uptime', 'Quality', 'Trust', 'Standing', 'Earned', 'Paid'].map(
              (name) => (
                <th key={name} scope="col" className="px-2 py-2 text-right font-medium last:pr-4">
                  {name}
                </th>
              ),
            )}
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

function Statement({ statement }: { readonly statement: LiveStatement }) {
  const { baseWei, tierMultiplierBps, uptimeBps, qualityBps, trustBps, penaltyBps } = statement
  const cell = 'px-2 py-2 text-right align-top last:pr-4'
  return (
    <tr className="border-t border-line">
      <th scope="row" className="px-2 py-2 pl-4 text-left font-normal">
        <span className="mr-2 font-mono text-xs" title={statement.nodeId}>
          {shortHex(statement.nodeId)}
        </span>
        <TierBadge tier={statement.tier} />
      </th>
      <td className={cell}>
        {statement.onTimeRounds} of {statement.assignedRounds}
      </td>
      <td className={cell}>
        <Factor of={baseWei} text={`${formatNodr(BigInt(baseWei.value), 0)} NODR`} />
      </td>
      <td className={cell}>
        <Factor of={tierMultiplierBps} text={`× ${tierMultiplierBps.value / 10_000}`} />
      </td>
      <td className={cell}>
        <Factor of={uptimeBps} text={formatBps(uptimeBps.value)} />
      </td>
      <td className={cell}>
        <Factor of={qualityBps} text={formatBps(qualityBps.value)} />
      </td>
      <td className={cell}>
        <Factor of={trustBps} text={formatBps(trustBps.value)} />
      </td>
      <td className={cell}>
        <Factor of={penaltyBps} text={formatBps(penaltyBps.value)} />
      </td>
      <td className={cell}>
        <Nodr wei={statement.rawWei} />
      </td>
      <td className={`${cell} font-semibold`}>
        <Nodr wei={statement.paidWei} />
      </td>
    </tr>
  )
}

function Factor({ of, text }: { readonly of: Sourced<string | number>; readonly text: string }) {
  return (
    <span title={of.note}>
      {text}
      <span className="block text-[11px]/4 text-soft">{of.source.replace('-', ' ')}</span>
    </span>
  )
}

function Nodr({ wei }: { readonly wei: string }) {
  return <span title={`${wei} wei`}>{formatNodr(BigInt(wei))}</span>
}
