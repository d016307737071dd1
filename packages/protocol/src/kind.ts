/** What a prediction is about: `direction` = down / hold / up, `regime` = calm / normal / wild range. */
export const KINDS = ['direction', 'regime'] as const
export type Kind = (typeof KINDS)[number]

/** The three ordered classes of each kind; a forecast holds one probability for each, in this order. */
export const CLASS_NAMES: Readonly<Record<Kind, readonly [string, string, string]>> = {
  direction: ['down', 'hold', 'up'],
  regime: ['calm', 'normal', 'wild'],
}
