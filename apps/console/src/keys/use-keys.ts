import { useEffect, useRef } from 'react'

/**
 * What a key does: `{ a: approve, '/': search }`; names as `KeyboardEvent.key` gives them. One that answers false has
 * nothing to do just now and leaves the key to the browser.
 */
export type Keys = Readonly<Record<string, () => unknown>>

/**
 * Single keys that do something while the page is shown. They are never taken from a field, a list of choices or an
 * open dialog, nor when a modifier is held: those belong to the browser.
 */
export function useKeys(keys: Keys): void {
  const current = useRef(keys)
  useEffect(() => {
    current.current = keys
  })
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const act = Object.hasOwn(current.current, event.key) ? current.current[event.key] : undefined
      if (!act || belongsElsewhere(event)) return
      if (act() !== false) event.preventDefault()
    }
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [])
}

function belongsElsewhere(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented)
    return true
  if (document.querySelector('dialog[open], [popover]:popover-open')) return true
  const { target } = event
  return target instanceof HTMLElement && (target.isContentEditable || isField(target))
}

function isField(element: HTMLElement): boolean {
  if (element instanceof HTMLInputElement) return element.type !== 'checkbox'
  return element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement
}
