import type { Tier } from '@noderr/protocol'

/** The colour of a tier for text, and for whatever takes the colour of its text. */
export const TIER_TEXT: Readonly<Record<Tier, string>> = {
  micro: 'text-micro',
  validator: 'text-validator',
  guardian: 'text-guardian',
  oracle: 'text-oracle',
}

/** A tier by name and colour. */
export function TierBadge({ tier }: { readonly tier: Tier }) {
  return (
    <span
      className={`inline-block rounded-full border border-current px-2 text-[11px]/4 font-semibold ${TIER_TEXT[tier]}`}
    >
      {tier}
    </span>
  )
}
