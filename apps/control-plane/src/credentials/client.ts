import { isIP } from 'node:net'

/** Who asked over HTTP, as far as the request says. */
export interface Client {
  readonly ipAddress: string
  readonly userAgent: string | undefined
}

const LONGEST_USER_AGENT = 200

/**
 * An address that the database can cut to its network; undefined for what is no address. An IPv4 address that came
 * over IPv6 is taken as what it is, and a zone index, which names the machine's own interfaces, is left out.
 */
export function plainAddress(ipAddress: string): string | undefined {
  const [address = ''] = ipAddress.split('%')
  const plain = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')
  return isIP(plain) === 0 ? undefined : plain
}

/** A user agent without control characters, cut to 200. */
export function plainUserAgent(userAgent: string | undefined): string | undefined {
  return userAgent?.replace(/\p{Cc}/gu, ' ').slice(0, LONGEST_USER_AGENT)
}
