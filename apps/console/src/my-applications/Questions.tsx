import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api, troubleOf } from '../api/client.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Button } from '../ui/Button.tsx'
import { TextArea } from '../ui/Field.tsx'
import { type MyApplication, useRefreshMine } from './use-my-applications.ts'

/** What reviewers asked: the open question with a field for the answer, then those that were answered. */
export function Questions({ application }: { readonly application: MyApplication }) {
  const { questions, publicId, waitingSince } = application
  const open = waitingSince ? questions.find(({ answeredAt }) => !answeredAt) : undefined
  const answered = questions.filter(({ answeredAt }) => answeredAt)
  return (
    <>
      {open ? <AnswerForm publicId={publicId} question={open.question} /> : null}
      {answered.map(({ question, answer, askedAt }) => (
        <div key={askedAt} className="grid max-w-prose gap-1 border-l-2 border-line pl-3">
          <p className="whitespace-pre-wrap">{question}</p>
          <p className="whitespace-pre-wrap text-soft">You: {answer}</p>
        </div>
      ))}
    </>
  )
}

function AnswerForm({ publicId, question }: { readonly publicId: string; readonly question: string }) {
  const [answer, setAnswer] = useState('')
  const announce = useAnnounce()
  const refresh = useRefreshMine()
  const sending = useMutation({
    mutationFn: () => api.applicant.answerQuestion.mutate({ publicId, answer }),
    onSuccess: async () => {
      announce('Your answer is sent; the review goes on.')
      await refresh()
    },
  })
  return (
    <form
      className="grid gap-3 rounded-lg border border-warn-line bg-warn-ground p-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (answer.trim() !== '') sending.mutate()
      }}
    >
      <p className="whitespace-pre-wrap text-warn-ink">{question}</p>
      <TextArea
        label="Your answer"
        required
        maxLength={10_000}
        value={answer}
        onChange={(event) => setAnswer(event.currentTarget.value)}
        fault={sending.error ? troubleOf(sending.error).message : undefined}
      />
      <Button type="submit" look="primary" isBusy={sending.isPending} className="justify-self-start">
        Send the answer
      </Button>
    </form>
  )
}
