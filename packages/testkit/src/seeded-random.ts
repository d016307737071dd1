/** Numbers in 0..1 that are the same in every run: mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A source of bytes in place of `crypto.randomBytes`, the same in every run. */
export function seededBytes(seed: number): (length: number) => Uint8Array {
  const next = seededRandom(seed)
  return (length) => Uint8Array.from({ length }, () => Math.floor(next() * 256))
}
