import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import type { AlertRow } from './alert-rows.ts'

interface AlertFocus {
  /** The line that the keyboard is on, or comes to. */
  readonly index: number
  readonly setIndex: (index: number) => void
  /** Whether a key went to another line. */
  readonly move: (event: KeyboardEvent) => boolean
  /** Keeps the keyboard in the list while something is done that may take from it what had the focus. */
  readonly during: <T>(act: Promise<T>) => Promise<T>
}

/** `[UI-6]` The arrows go from alert to alert; what is acknowledged makes way for the next, which has the keyboard then. */
export function useAlertFocus(list: RefObject<HTMLUListElement | null>, shown: readonly AlertRow[]): AlertFocus {
  const [wanted, setIndex] = useState(0)
  const isActing = useRef(false)
  const index = Math.max(0, Math.min(wanted, shown.length - 1))

  useLayoutEffect(() => {
    if (isActing.current && document.activeElement === document.body) focusLine(list.current, index)
  }, [list, shown, index])

  return {
    index,
    setIndex,
    move(event) {
      if (!(event.target instanceof HTMLLIElement)) return false
      const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null
      const to = event.key === 'Home' ? 0 : event.key === 'End' ? shown.length - 1 : by === null ? null : index + by
      if (to === null) return false
      event.preventDefault()
      focusLine(list.current, to)
      return true
    },
    async during(act) {
      isActing.current = list.current?.contains(document.activeElement) ?? false
      try {
        return await act
      } finally {
        // The feed tells of it a moment later.
        setTimeout(() => (isActing.current = false), SETTLE_MS)
      }
    },
  }
}

function focusLine(list: HTMLUListElement | null, at: number): void {
  const lines = list?.querySelectorAll<HTMLLIElement>(':scope > li') ?? []
  lines[Math.max(0, Math.min(at, lines.length - 1))]?.focus()
}

/** Within this what was done is shown, ms. */
const SETTLE_MS = 2000
