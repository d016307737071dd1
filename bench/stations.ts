/** Takes the time that calls spend at the stations of a line, without the line knowing. */
export class Stations {
  readonly #spent = new Map<string, number[]>()

  /** A function that does the same and notes how long it took; of a promise, until it is fulfilled. */
  watched<Args extends unknown[], Result>(station: string, work: (...args: Args) => Result) {
    return (...args: Args): Result => this.time(station, () => work(...args))
  }

  /** Does the work and notes its time. */
  time<Result>(station: string, work: () => Result): Result {
    const startedAt = performance.now()
    const note = () => this.note(station, performance.now() - startedAt)
    const result = work()
    if (result instanceof Promise) void result.then(note)
    else note()
    return result
  }

  /** The time of every call since the last {@link clear}, in milliseconds, in order. */
  of(station: string): readonly number[] {
    return this.#spent.get(station) ?? []
  }

  /** Forgets what warming up took. */
  clear(): void {
    this.#spent.clear()
  }

  /** Adds one time to a station's. */
  note(station: string, spentMs: number): void {
    const known = this.#spent.get(station)
    if (known) known.push(spentMs)
    else this.#spent.set(station, [spentMs])
  }
}
