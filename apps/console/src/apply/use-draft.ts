import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api } from '../api/client.ts'
import { useSession } from '../session/use-session.ts'
import { readBrowserDraft, removeBrowserDraft, toAnswers, writeBrowserDraft } from './browser-draft.ts'
import { EMPTY, type FieldName, type FormAnswers, isEmpty } from './form.ts'

const DRAFT = ['applicant', 'draft']
const PAUSE_MS = 700

/** Where what was written is safe: nowhere yet, in this browser, or with the network for whoever is signed in. */
export type Keeping = 'nowhere' | 'browser' | 'account'

export interface DraftState {
  readonly answers: FormAnswers
  readonly keeping: Keeping
  readonly change: (changes: Partial<Record<FieldName, string>>) => void
  readonly discard: () => void
}

/**
 * What somebody has written so far, kept a moment after each pause: in their browser, or, once they are signed in,
 * with the control plane and no longer in the browser, so that it follows them to another device.
 */
export function useDraft(): DraftState {
  const client = useQueryClient()
  const [answers, setAnswers] = useState<FormAnswers>(() => readBrowserDraft()?.answers ?? EMPTY)
  const [keeping, setKeeping] = useState<Keeping>(() => (isEmpty(answers) ? 'nowhere' : 'browser'))
  const hasTyped = useRef(false)
  const { signedIn, isAsking } = useSession()
  const { data } = useQuery({
    queryKey: [...DRAFT, signedIn?.name ?? null],
    queryFn: () => api.applicant.getDraft.query(),
    enabled: !isAsking,
  })
  const isKeptHere = data?.isKeptHere ?? false

  useEffect(() => {
    const local = readBrowserDraft()
    if (!data?.draft || hasTyped.current) return
    if (local && local.savedAt > Date.parse(data.draft.savedAt)) return
    setAnswers(toAnswers(data.draft.answers))
    setKeeping('account')
  }, [data])

  useEffect(() => {
    if (!data || isEmpty(answers) || (!hasTyped.current && !(isKeptHere && readBrowserDraft()))) return
    const timer = setTimeout(() => void keep(answers, isKeptHere).then(setKeeping), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [answers, data, isKeptHere])

  return {
    answers,
    keeping,
    change: (changes) => {
      hasTyped.current = true
      setAnswers((before) => ({ ...before, ...changes }))
    },
    discard: () => {
      hasTyped.current = false
      setAnswers(EMPTY)
      setKeeping('nowhere')
      removeBrowserDraft()
      if (isKeptHere) void api.applicant.discardDraft.mutate().catch(() => undefined)
      client.removeQueries({ queryKey: DRAFT })
    },
  }
}

async function keep(answers: FormAnswers, isKeptHere: boolean): Promise<Keeping> {
  if (isKeptHere) {
    const isSaved = await api.applicant.saveDraft.mutate(answers).then(
      () => true,
      () => false,
    )
    if (isSaved) {
      removeBrowserDraft()
      return 'account'
    }
  }
  return writeBrowserDraft({ answers, savedAt: Date.now() }) ? 'browser' : 'nowhere'
}
