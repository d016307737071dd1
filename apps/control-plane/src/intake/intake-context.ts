import type { Actor, Services } from '../context/index.ts'

/** A context that also knows which forms are ours and by which key erased people are remembered. */
export type IntakeContext = Pick<Services, 'db' | 'clock' | 'randomBytes' | 'config' | 'secrets'> & {
  readonly actor: Actor
}
