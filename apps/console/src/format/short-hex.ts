/** An id, address or root as people compare it: "0x6d571a…3c96". Short ones stay whole. */
export function shortHex(hex: string, head = 6, tail = 4): string {
  return hex.length <= 2 + head + tail + 1 ? hex : `${hex.slice(0, 2 + head)}…${hex.slice(-tail)}`
}
