import { useEffect } from 'react'
import { goTo, type ViewName } from '../stores/route.ts'

const views: Readonly<Record<string, ViewName>> = {
  o: 'overview',
  c: 'consumers',
  b: 'batches',
  s: 'slots',
  e: 'epochs',
  t: 'targets',
  ',': 'settings',
  v: 'events',
}

/** Where letters mean themselves. Radio buttons and check boxes are no such place. */
const typing =
  'input:not([type="radio"], [type="checkbox"]), textarea, select, [role="dialog"], [role="menu"], [contenteditable]'

/** `[UI-6]` `g` and a letter goes to a view, `/` to the filter, `r` reloads. Not while something is typed or open. */
export function useShortcuts(onReload: () => void): void {
  useEffect(() => {
    let isGoing = false
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      const isTyping = target.closest(typing) !== null
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return
      const view = isGoing ? views[event.key] : undefined
      isGoing = event.key === 'g'
      if (view) goTo(view)
      else if (event.key === 'r') onReload()
      else if (event.key === '/') document.querySelector<HTMLInputElement>('[data-filter]')?.focus()
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [onReload])
}
