import type pg from 'pg'

/** Something that is not as it has to be, and what to do about it. */
export interface Fault {
  /** `fail`: data can be lost or shown, or the control plane will not run; `warn`: it will, and somebody should look. */
  readonly level: 'warn' | 'fail'
  readonly message: string
}

/** What one check saw; `fine` is what it says when there is no fault. */
export interface Look {
  readonly fine: string
  readonly faults: readonly Fault[]
}

/** Looks at one side of a database; reads only. */
export interface Check {
  readonly name: string
  readonly look: (client: pg.Client) => Promise<Look>
}

export function warn(message: string): Fault {
  return { level: 'warn', message }
}

export function fail(message: string): Fault {
  return { level: 'fail', message }
}
