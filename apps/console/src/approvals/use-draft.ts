import { useCallback, useState } from 'react'

/**
 * What somebody is writing, kept in the tab until it was sent: neither a reload nor an answer that refuses loses it.
 *
 * @param key - Names the draft: what is written, about which application.
 * @returns The text, how to change it, and how to forget it once it was sent.
 */
export function useDraft(key: string): readonly [string, (text: string) => void, () => void] {
  const [text, setText] = useState(() => sessionStorage.getItem(key) ?? '')
  const write = useCallback(
    (next: string) => {
      sessionStorage.setItem(key, next)
      setText(next)
    },
    [key],
  )
  const forget = useCallback(() => {
    sessionStorage.removeItem(key)
    setText('')
  }, [key])
  return [text, write, forget]
}
