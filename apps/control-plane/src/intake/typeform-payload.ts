import type { CanonicalValue } from '@noderr/protocol'
import { clean, entriesOf, isClean, listOf, member, textOf, toCanonical } from './loose.ts'

/** One answer: whose it is and what it says. */
interface Answer {
  readonly ref: string | undefined
  readonly id: string | undefined
  readonly value: CanonicalValue
}

/** A form's id or a response's token: what is looked up must be exactly what came, so nothing is cleaned. */
export function identifierOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length > 0 && value.length <= 256 && isClean(value)
    ? value
    : undefined
}

/** A time with its zone; anything else is no time. */
export function timeOf(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value))
    return undefined
  const time = new Date(value)
  return Number.isNaN(time.getTime()) ? undefined : time
}

/** The answers of a response; an answer names its field's reference, or its id, which the definition translates. */
export function answersOf(response: unknown): readonly Answer[] {
  const refs = new Map(
    listOf(member(member(response, 'definition'), 'fields')).map((field) => [
      member(field, 'id'),
      textOf(member(field, 'ref')),
    ]),
  )
  return listOf(member(response, 'answers')).map((answer) => {
    const field = member(answer, 'field')
    const id = member(field, 'id')
    return {
      ref: textOf(member(field, 'ref')) ?? refs.get(id),
      id: textOf(id) ?? (typeof id === 'number' ? String(id) : undefined),
      value: contentOf(answer),
    }
  })
}

/** Answers by reference, or by id where there is none; then what the form carried without asking. */
export function collect(answers: readonly Answer[], response: unknown): Map<string, CanonicalValue> {
  const collected = new Map<string, CanonicalValue>()
  const copies = new Map<string, number>()
  const put = (key: string, value: CanonicalValue) => {
    const copy = (copies.get(key) ?? 0) + 1
    copies.set(key, copy)
    collected.set(copy === 1 ? key : `${key}#${copy}`, value)
  }
  for (const { ref, id, value } of answers) put(ref ?? id ?? 'answer', value)
  for (const kind of ['hidden', 'calculated'] as const)
    for (const [name, value] of entriesOf(member(response, kind)))
      put(clean(`${kind}:${name}`), toCanonical(value))
  for (const variable of listOf(member(response, 'variables')))
    put(`variable:${textOf(member(variable, 'key')) ?? ''}`, contentOf(variable))
  return collected
}

/** Whether an answer names a choice that the definition offers: what somebody at the form did, and no test does. */
export function namesChoice(response: unknown): boolean {
  const offered = new Set(
    listOf(member(member(response, 'definition'), 'fields'))
      .flatMap((field) => listOf(member(field, 'choices')))
      .flatMap((choice) => [textOf(member(choice, 'ref')), textOf(member(choice, 'label'))]),
  )
  offered.delete(undefined)
  return listOf(member(response, 'answers')).some((answer) =>
    namesOf(answer).some((name) => offered.has(name)),
  )
}

function namesOf(answer: unknown): readonly (string | undefined)[] {
  const choice = member(answer, 'choice')
  const choices = member(answer, 'choices')
  return [
    member(choice, 'ref'),
    member(choice, 'label'),
    ...listOf(member(choices, 'refs')),
    ...listOf(member(choices, 'labels')),
  ].map(textOf)
}

/** The value inside an answer; of a type that we do not know everything but the field, as it came. */
function contentOf(answer: unknown): CanonicalValue {
  const type = member(answer, 'type')
  const value = typeof type === 'string' ? member(answer, type) : undefined
  if (type === 'choice' || type === 'choices') return readChoice(value)
  if (value !== undefined) return toCanonical(value)
  const { field: _, ...rest } = Object.fromEntries(entriesOf(answer)) as { field?: unknown }
  return toCanonical(entriesOf(answer).length > 0 ? rest : answer)
}

function readChoice(value: unknown): CanonicalValue {
  const labels = member(value, 'labels')
  const other = member(value, 'other')
  if (Array.isArray(labels)) return toCanonical(other === undefined ? labels : [...labels, other])
  return toCanonical(member(value, 'label') ?? other ?? value)
}
