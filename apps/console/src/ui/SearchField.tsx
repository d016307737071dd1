import { useEffect, useRef, useState } from 'react'

const PAUSE_MS = 250

/** Searches while one types: `onSearch` hears the text once the typing pauses. `/` goes to it where a page says so. */
export function SearchField(props: {
  readonly label: string
  readonly value: string
  readonly onSearch: (text: string) => void
  readonly id?: string
}) {
  const [text, setText] = useState(props.value)
  const sent = useRef(props.value)
  const onSearch = useRef(props.onSearch)
  useEffect(() => {
    onSearch.current = props.onSearch
  })
  useEffect(() => {
    if (props.value === sent.current) return
    sent.current = props.value
    setText(props.value)
  }, [props.value])
  useEffect(() => {
    if (text === sent.current) return
    const timer = setTimeout(() => {
      sent.current = text
      onSearch.current(text)
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <input
      id={props.id}
      type="search"
      aria-label={props.label}
      placeholder={props.label}
      value={text}
      maxLength={200}
      spellCheck={false}
      onChange={(event) => setText(event.target.value)}
      className="min-h-8 w-full rounded-md border border-line bg-surface px-2.5 text-ink placeholder:text-soft"
    />
  )
}
