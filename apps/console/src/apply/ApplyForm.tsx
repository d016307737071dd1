import { type FormEvent, useRef, useState } from 'react'
import type { ApiOutputs } from '../api/client.ts'
import type { ConnectedWallet } from '../wallet/WalletPicker.tsx'
import { AnswerFields } from './AnswerFields.tsx'
import { DraftNote } from './DraftNote.tsx'
import { type Faults, findFaults } from './form.ts'
import { SendStep } from './SendStep.tsx'
import { type Applied, sendApplication } from './send-application.ts'
import { TierGuide } from './TierGuide.tsx'
import { useDraft } from './use-draft.ts'
import { WalletStep } from './WalletStep.tsx'

type Guide = ApiOutputs['applicant']['getTierGuide']

/** The application as it is written: tier, answers, wallet, and the signature that sends it. */
export function ApplyForm(props: { readonly guide: Guide; readonly onApplied: (applied: Applied) => void }) {
  const draft = useDraft()
  const { answers, change } = draft
  const form = useRef<HTMLFormElement>(null)
  const [connected, setConnected] = useState<ConnectedWallet | null>(null)
  const [hasTried, setHasTried] = useState(false)
  const [isSending, setIsSending] = useState(false)
  const [trouble, setTrouble] = useState<unknown>(null)

  const found = findFaults(answers, connected?.account)
  const faults: Faults = hasTried ? found : {}
  const offerOf = (tier: string) => props.guide.tiers.find((one) => one.tier === tier)
  const chooseTier = (tier: string) => {
    const wasStake = offerOf(answers.tier)?.stakeNodr
    const isUntouched = answers.stakeAmount === '' || answers.stakeAmount === String(wasStake)
    change({ tier, ...(isUntouched ? { stakeAmount: String(offerOf(tier)?.stakeNodr ?? '') } : {}) })
  }

  const send = async (event: FormEvent) => {
    event.preventDefault()
    setHasTried(true)
    setTrouble(null)
    if (Object.keys(found).length > 0 || !connected) {
      // After the faults are drawn.
      requestAnimationFrame(() => focusFirstFault(form.current))
      return
    }
    setIsSending(true)
    try {
      const applied = await sendApplication(answers, connected)
      draft.discard()
      props.onApplied(applied)
    } catch (error) {
      setTrouble(error)
    } finally {
      setIsSending(false)
    }
  }

  return (
    <form ref={form} noValidate onSubmit={send} className="grid gap-8">
      <TierGuide
        guide={props.guide}
        chosen={answers.tier}
        fault={faults.tier}
        onChoose={({ tier }) => chooseTier(tier)}
      />
      <div className="grid gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid content-start gap-8">
          <AnswerFields answers={answers} faults={faults} offer={offerOf(answers.tier)} onChange={change} />
          <WalletStep connected={connected} fault={faults.wallet} onConnect={setConnected} />
          <SendStep
            faultCount={hasTried ? Object.keys(found).length : 0}
            isSending={isSending}
            trouble={trouble}
            cooldownDays={props.guide.cooldownDays}
          />
        </div>
        <DraftNote draft={draft} answerDays={props.guide.answerDays} />
      </div>
    </form>
  )
}

function focusFirstFault(form: HTMLFormElement | null): void {
  const faulty = form?.querySelector<HTMLElement>('[aria-invalid=true], [data-faulty=true] button')
  faulty?.focus()
  faulty?.scrollIntoView({ block: 'center' })
}
