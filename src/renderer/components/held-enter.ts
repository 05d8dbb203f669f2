import type { KeyboardEvent } from 'react'

/** `[UI-5]` The Enter that opened something and is held down still does nothing in it: nobody has seen what it would do. */
export function ignoreHeldEnter(event: KeyboardEvent): void {
  if (event.key === 'Enter' && event.repeat) event.preventDefault()
}
