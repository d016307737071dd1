import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { TRPCClientError } from '@trpc/client'
import { troubleOf } from '../api/client.ts'
import { Button } from '../ui/Button.tsx'

/** What stands in the place of a page that failed: one sentence, and the way to try again. The shell stays. */
export function PageTrouble({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const again = () => {
    reset()
    void router.invalidate()
  }
  return (
    <div role="alert" className="grid min-h-64 place-content-center justify-items-center gap-3 text-center">
      <h1 className="text-lg font-semibold">This page could not be shown</h1>
      <p className="max-w-prose text-soft">{sentenceOf(error)}</p>
      <Button onClick={again}>Try again</Button>
    </div>
  )
}

function sentenceOf(error: unknown): string {
  if (error instanceof TRPCClientError) return troubleOf(error).message
  if (error instanceof TypeError && /module/i.test(error.message))
    return 'The console was updated meanwhile; reload the page to get its new version.'
  return 'It ran into a fault of its own; try again, and tell the people who run the network when it stays.'
}
