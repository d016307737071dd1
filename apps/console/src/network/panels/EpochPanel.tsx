import type { EpochView } from '@noderr/protocol'
import { formatCount } from '../../format/number.ts'
import { formatShort } from '../../format/time.ts'
import { HexText } from '../../ui/HexText.tsx'
import { Missing } from '../../ui/Missing.tsx'
import { Nodr } from '../../ui/Nodr.tsx'
import { Panel } from '../../ui/Panel.tsx'
import type { NetworkLive } from '../live/network-live.ts'
import { StatementTable } from './StatementTable.tsx'

/** The last closed epoch: its root, what was paid, and for each node why. */
export function EpochPanel({ live, className }: { readonly live: NetworkLive; readonly className?: string }) {
  const { epoch, log } = live
  return (
    <Panel
      title={epoch ? `Last epoch: ${epoch.epoch}` : 'Last epoch'}
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

function Epoch({ epoch }: { readonly epoch: EpochView }) {
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
      {epoch.statements.length > 0 ? (
        <StatementTable statements={epoch.statements} />
      ) : (
        <p className="border-t border-line px-4 py-3 text-soft">
          No node had a round assigned in this epoch.
        </p>
      )}
      <p className="border-t border-line px-4 py-2 text-xs text-soft">
        Earned = base × tier × uptime × quality × trust × standing; paid is that, lowered where stake, the
        operator's cap or the pool ask for it. All in NODR; under each factor is where it came from.
      </p>
    </>
  )
}
