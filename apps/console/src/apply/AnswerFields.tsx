import type { ReactNode } from 'react'
import type { ApiOutputs } from '../api/client.ts'
import { formatCount } from '../format/number.ts'
import { Select, TextArea, TextField } from '../ui/Field.tsx'
import type { Faults, FieldName, FormAnswers } from './form.ts'

type Offer = ApiOutputs['applicant']['getTierGuide']['tiers'][number]

const SYSTEMS = [
  'Debian or Ubuntu',
  'Another Linux',
  'Docker on Linux',
  'macOS',
  'Windows with WSL 2',
] as const

/** Everything that is asked in words, in three groups. */
export function AnswerFields(props: {
  readonly answers: FormAnswers
  readonly faults: Faults
  readonly offer: Offer | undefined
  readonly onChange: (changes: Partial<Record<FieldName, string>>) => void
}) {
  const { answers, faults, offer } = props
  const field = (name: FieldName) => ({
    name,
    value: answers[name],
    fault: faults[name],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      props.onChange({ [name]: event.currentTarget.value }),
  })
  return (
    <>
      <Group title="About you">
        <TextField label="Name" autoComplete="name" maxLength={200} {...field('name')} />
        <TextField
          label="E-mail"
          type="email"
          autoComplete="email"
          maxLength={254}
          hint="Our answer and the invitation go there. Whoever runs the network sees it, nobody else does."
          {...field('email')}
        />
      </Group>
      <Group title="Your node">
        <Select label="Operating system" hint="What the node will run on." {...field('operatingSystem')}>
          <option value="">Choose …</option>
          {SYSTEMS.map((system) => (
            <option key={system}>{system}</option>
          ))}
        </Select>
        <TextField
          label="Stake, in NODR"
          inputMode="numeric"
          maxLength={30}
          hint={offer ? stakeHint(offer, answers.stakeAmount) : 'What you mean to stake, a whole number.'}
          {...field('stakeAmount')}
        />
        <div className="sm:col-span-2">
          <TextField
            label="RPC endpoint (optional)"
            type="url"
            maxLength={2048}
            placeholder="https://"
            hint="An Ethereum endpoint of yours, if you have one. https only."
            {...field('rpcEndpoint')}
          />
        </div>
      </Group>
      <Group title="Your background" isWide>
        <TextArea
          label="Experience"
          maxLength={4000}
          hint="Servers, nodes or models that you have run. A sentence or two will do."
          {...field('experience')}
        />
        <TextArea
          label="Infrastructure"
          maxLength={4000}
          hint="The machine, where it stands, its connection, who looks after it at night."
          {...field('infrastructure')}
        />
        <TextArea
          label="Motivation"
          maxLength={4000}
          hint="Why you want to run a node."
          {...field('motivation')}
        />
      </Group>
    </>
  )
}

function Group(props: { readonly title: string; readonly isWide?: boolean; readonly children: ReactNode }) {
  return (
    <fieldset>
      <legend className="mb-3 text-base font-semibold">{props.title}</legend>
      <div className={`grid items-start gap-4 ${props.isWide ? '' : 'sm:grid-cols-2'}`}>{props.children}</div>
    </fieldset>
  )
}

function stakeHint({ tier, stakeNodr }: Offer, stakeAmount: string): string {
  if (stakeNodr === 0) return `The ${tier} tier asks for no stake.`
  const asked = `The ${tier} tier asks for ${formatCount(stakeNodr)} NODR.`
  const isLess = /^\d+$/.test(stakeAmount) && BigInt(stakeAmount) < BigInt(stakeNodr)
  return isLess ? `${asked} With less you will most likely be turned down.` : asked
}
