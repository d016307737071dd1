import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type ApiInputs, api, troubleOf } from '../api/client.ts'
import { SignedInOnly } from '../session/SignedInOnly.tsx'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Button } from '../ui/Button.tsx'
import { TextArea } from '../ui/Field.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { Panel } from '../ui/Panel.tsx'
import { AnswerInput } from './AnswerInput.tsx'
import { ANSWER_WORDS, type AnswerField } from './words.ts'

const NEEDED: readonly AnswerField[] = ['email', 'wallet', 'tier']
const WELCOME: readonly AnswerField[] = ['name', 'operatingSystem', 'rpcEndpoint', 'stakeAmount']
const LONG: readonly AnswerField[] = ['experience', 'infrastructure', 'motivation']

/** Manual entry, for the day on which no form works. */
export function NewApplicationPage() {
  return (
    <Page
      title="New application"
      intro="For the day on which no form works: what somebody told you, entered by hand. It goes the same way as every other, and its wallet is proven when the credential is claimed."
    >
      <SignedInOnly needs="applications.create">
        <NewApplicationForm />
      </SignedInOnly>
    </Page>
  )
}

type Entry = ApiInputs['admin']['createApplication']

function NewApplicationForm() {
  const [answers, setAnswers] = useState<Partial<Record<AnswerField, string>>>({})
  const [reason, setReason] = useState('')
  const create = useCreation()
  const fields = (names: readonly AnswerField[], isRequired: boolean) =>
    names.map((field) => (
      <AnswerInput
        key={field}
        field={field}
        label={isRequired ? ANSWER_WORDS[field] : `${ANSWER_WORDS[field]} (may stay empty)`}
        isRequired={isRequired}
        value={answers[field] ?? ''}
        onChange={(value) => setAnswers((before) => ({ ...before, [field]: value }))}
      />
    ))
  return (
    <form
      className="grid items-start gap-4 lg:grid-cols-2"
      onSubmit={(event) => {
        event.preventDefault()
        const given = Object.entries(answers).filter(([, value]) => value.trim() !== '')
        create.mutate({ ...Object.fromEntries(given), reason } as Entry)
      }}
    >
      <Panel title="Who and what">
        <div className="grid gap-4 p-4 sm:grid-cols-2">
          {fields(NEEDED, true)}
          {fields(WELCOME, false)}
        </div>
      </Panel>
      <Panel title="In their words" className="lg:row-span-3">
        <div className="grid gap-4 p-4">{fields(LONG, false)}</div>
      </Panel>
      <Panel title="Why by hand">
        <div className="grid gap-4 p-4">
          <TextArea
            label="Reason"
            hint="Stays in the audit log for ever: why it did not come through a form, and nothing about the person."
            required
            rows={2}
            maxLength={2_000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
      </Panel>
      <div className="grid justify-items-start gap-4">
        {create.error ? <Notice look="trouble">{troubleOf(create.error).message}</Notice> : null}
        <Button look="primary" type="submit" isBusy={create.isPending}>
          Enter the application
        </Button>
      </div>
    </form>
  )
}

function useCreation() {
  const navigate = useNavigate()
  const announce = useAnnounce()
  return useMutation({
    mutationFn: (entry: Entry) => api.admin.createApplication.mutate(entry),
    onSuccess: ({ id }) => {
      announce(`Application ${id} is entered.`)
      return navigate({
        to: '/admin/approvals/$applicationId',
        params: { applicationId: String(id) },
        search: {},
      })
    },
  })
}
