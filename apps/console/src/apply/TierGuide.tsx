import type { Tier } from '@noderr/protocol'
import type { ApiOutputs } from '../api/client.ts'
import { formatBps, formatCount } from '../format/number.ts'
import { Badge } from '../ui/Badge.tsx'
import { TIER_TEXT } from '../ui/TierBadge.tsx'

type Guide = ApiOutputs['applicant']['getTierGuide']
type Offer = Guide['tiers'][number]

/** The four tiers beside each other, of which one is chosen: what each asks for, gives, and whether it has a seat. */
export function TierGuide(props: {
  readonly guide: Guide
  readonly chosen: string
  readonly fault: string | undefined
  readonly onChoose: (offer: Offer) => void
}) {
  return (
    <fieldset aria-describedby={props.fault ? 'tier-fault' : undefined}>
      <legend className="mb-3 text-base font-semibold">Choose a tier</legend>
      <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
        {props.guide.tiers.map((offer) => (
          <TierCard
            key={offer.tier}
            offer={offer}
            isChosen={props.chosen === offer.tier}
            isFaulty={props.fault !== undefined}
            onChoose={() => props.onChoose(offer)}
          />
        ))}
      </div>
      <p className="mt-3 max-w-prose text-xs text-soft">
        A TrustFingerprint is earned by uptime and good predictions. New operators start just above their
        tier’s minimum. Their first {props.guide.graceDays} days are a grace period, of which rewards take no
        notice yet.
      </p>
      {props.fault ? (
        <p id="tier-fault" className="mt-2 text-xs text-bad">
          {props.fault}
        </p>
      ) : null}
    </fieldset>
  )
}

const PURPOSES: Readonly<Record<Tier, string>> = {
  micro: 'Small models on a small machine: a way to begin.',
  validator: 'The backbone: predicts how the next hour moves.',
  guardian: 'Watches risk: is the hour ahead calm, normal or wild?',
  oracle: 'The full ensemble: predicts what the market does next.',
}

function TierCard(props: {
  readonly offer: Offer
  readonly isChosen: boolean
  readonly isFaulty: boolean
  readonly onChoose: () => void
}) {
  const { tier, hardware, stakeNodr, trustMinimumBps, multiplierBps } = props.offer
  return (
    <label className="flex cursor-pointer flex-col gap-3 rounded-lg border border-line bg-surface p-4 hover:border-faint has-checked:border-accent has-checked:ring-1 has-checked:ring-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-oracle">
      <span className="flex items-center justify-between gap-2">
        <span className={`flex items-center gap-2 text-[15px] font-semibold capitalize ${TIER_TEXT[tier]}`}>
          <input
            type="radio"
            name="tier"
            value={tier}
            checked={props.isChosen}
            onChange={props.onChoose}
            aria-invalid={props.isFaulty}
            className="size-4 accent-accent outline-none"
          />
          {tier}
        </span>
        <Seats offer={props.offer} />
      </span>
      <span className="min-h-10 text-soft">{PURPOSES[tier]}</span>
      <span className="text-xl font-semibold tracking-tight">
        × {multiplierBps / 10_000}
        <span className="ml-1.5 text-xs font-normal tracking-normal text-soft">reward multiplier</span>
      </span>
      <span className="grid gap-1.5 border-t border-line pt-3 text-xs">
        <Ask what="Processor" value={`${hardware.cores} cores`} />
        <Ask what="Memory" value={`${hardware.ramGib} GiB`} />
        <Ask what="Disk" value={`${hardware.diskGib} GiB`} />
        <Ask what="Stake" value={stakeNodr === 0 ? 'none' : `${formatCount(stakeNodr)} NODR`} />
        <Ask what="TrustFingerprint" value={`from ${formatBps(trustMinimumBps)}`} />
      </span>
    </label>
  )
}

function Ask({ what, value }: { readonly what: string; readonly value: string }) {
  return (
    <span className="flex items-baseline justify-between gap-3">
      <span className="text-soft">{what}</span>
      <span className="text-right font-medium">{value}</span>
    </span>
  )
}

function Seats({ offer: { seatsLeft } }: { readonly offer: Offer }) {
  if (seatsLeft === null) return <Badge look="quiet">no limit</Badge>
  if (seatsLeft === 0) return <Badge look="warning">waiting list</Badge>
  return <Badge look="good">{formatCount(seatsLeft)} seats left</Badge>
}
