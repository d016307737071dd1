import { Button } from '../ui/Button.tsx'
import type { Neighbourhood } from './use-neighbours.ts'

/** Back and forth through the list as it was filtered, and up to it. */
export function Neighbours({ position, goUp, goPrevious, goNext }: Neighbourhood) {
  return (
    <nav aria-label="Neighbours in the list" className="flex flex-wrap items-center gap-2">
      <span className="text-xs text-soft">{position}</span>
      <Button onClick={goUp}>To the list</Button>
      <Button disabled={!goPrevious} onClick={goPrevious}>
        Previous
      </Button>
      <Button disabled={!goNext} onClick={goNext}>
        Next
      </Button>
    </nav>
  )
}
