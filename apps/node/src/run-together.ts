/** A loop that runs until its signal is aborted, and throws only when the whole node must stop. */
export type Loop = (signal: AbortSignal) => Promise<void>

/**
 * Runs loops side by side. When one throws, or `signal` is aborted, all are asked to stop, and all have stopped when
 * this returns.
 *
 * @throws what the first loop to fail threw.
 */
export async function runTogether(signal: AbortSignal, loops: readonly Loop[]): Promise<void> {
  const failed = new AbortController()
  const either = AbortSignal.any([signal, failed.signal])
  const failures: unknown[] = []
  await Promise.all(
    loops.map((loop) =>
      loop(either).catch((error: unknown) => {
        failures.push(error)
        failed.abort()
      }),
    ),
  )
  if (failures.length > 0) throw failures[0]
}
