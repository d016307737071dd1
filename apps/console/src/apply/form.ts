import { applyAnswersSchema } from '@noderr/protocol'

export const FIELD_NAMES = [
  'tier',
  'name',
  'email',
  'operatingSystem',
  'rpcEndpoint',
  'stakeAmount',
  'experience',
  'infrastructure',
  'motivation',
] as const
export type FieldName = (typeof FIELD_NAMES)[number]

/** Answers as they stand in the form. */
export type FormAnswers = Readonly<Record<FieldName, string>>

/** What is wrong with each field, a sentence; fields that are right are absent. */
export type Faults = Partial<Record<FieldName | 'wallet', string>>

export const EMPTY: FormAnswers = {
  tier: '',
  name: '',
  email: '',
  operatingSystem: '',
  rpcEndpoint: '',
  stakeAmount: '',
  experience: '',
  infrastructure: '',
  motivation: '',
}

/** Judges the form as the control plane will. */
export function findFaults(answers: FormAnswers, wallet: string | undefined): Faults {
  const parsed = applyAnswersSchema.safeParse({ ...answers, wallet })
  const faults: Faults = {}
  for (const { path, message } of parsed.error?.issues ?? []) {
    const name = path[0] as keyof Faults
    faults[name] ??= message
  }
  if (!wallet) faults.wallet = 'Connect the wallet that will run the node.'
  return faults
}

export function isEmpty(answers: FormAnswers): boolean {
  return FIELD_NAMES.every((name) => answers[name].trim() === '')
}
