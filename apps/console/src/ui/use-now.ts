import { useSyncExternalStore } from 'react'

const TICK_MS = 30_000

let now = Date.now()

/** The wall clock, told anew twice a minute: enough for "22 min ago". */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now)
}

function subscribe(onTick: () => void): () => void {
  const tick = () => {
    now = Date.now()
    onTick()
  }
  tick()
  const timer = setInterval(tick, TICK_MS)
  return () => clearInterval(timer)
}
