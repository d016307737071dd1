import { InvalidArgumentError } from 'commander'

/** A number of an application or credential. @throws commander's refusal of an argument */
export function toId(text: string): number {
  const id = Number(text)
  if (!Number.isInteger(id) || id < 1 || id > 2_147_483_647)
    throw new InvalidArgumentError('Expected a number above 0.')
  return id
}
