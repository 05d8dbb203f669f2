import type { Virtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type RefObject, useState } from 'react'

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 20,
  PageUp: -20,
  Home: -1e9,
  End: 1e9,
}

/**
 * `[UI-6]` Which row of a virtual list the keyboard is on, and how keys move it. Rows carry their place as `data-index`; one
 * of them at a time is in the order of tabs.
 */
export function useRowFocus(
  count: number,
  virtual: Pick<Virtualizer<HTMLDivElement, Element>, 'scrollToIndex'>,
  scroller: RefObject<HTMLDivElement | null>,
  canFocus: (index: number) => boolean = () => true,
) {
  const [focused, setFocused] = useState(0)

  return {
    focused,
    setFocused,
    tabIndex: (index: number) => (index === Math.min(focused, count - 1) ? 0 : -1),
    /** @returns whether the key was one that moves */
    move: (event: Pick<KeyboardEvent, 'key' | 'preventDefault'>): boolean => {
      const step = steps[event.key]
      if (step === undefined) return false
      event.preventDefault()
      let next = Math.max(0, Math.min(count - 1, focused + step))
      // What belongs to the row above it is passed over; at the end, that row is the last.
      while (!canFocus(next) && next > 0) next += step > 0 && next < count - 1 && next > focused ? 1 : -1
      setFocused(next)
      virtual.scrollToIndex(next)
      requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus())
      return true
    },
  }
}
