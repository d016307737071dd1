const BROWSERS = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const
const SYSTEMS = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS X', 'Linux'] as const

/** How a browser names itself, in two words: "Firefox on Linux". What it does not say is left out. */
export function browserName(userAgent: string): string {
  const browser = BROWSERS.find(([mark]) => userAgent.includes(mark))?.[1]
  const system = SYSTEMS.find((name) => userAgent.includes(name))
  if (!browser) return userAgent === '' ? 'An unnamed browser' : 'Another program'
  return system ? `${browser} on ${system.replace('Mac OS X', 'macOS')}` : browser
}
