import { useEffect, useRef, useState } from 'react'

/** What is above a page, or beside everything: whoever goes there has gone there on purpose. */
const above = '[role="dialog"], [role="menu"], [role="alert"]'

/**
 * `[UI-6]` Of what is above the page while it is there: the focus stays in it, and goes back to where it was before when it is
 * gone.
 */
export function useFocusBack(): void {
  const [before] = useState(openerNow)
  const opener = useRef(before)
  useEffect(() => {
    let inside: HTMLElement | null = null
    const onFocus = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return
      if (target.closest(above)) {
        inside = target
        return
      }
      // A menu gives the focus back to its button when the dialog that was chosen in it is there already.
      opener.current = target
      inside?.focus({ preventScroll: true })
    }
    document.addEventListener('focusin', onFocus)
    return () => {
      document.removeEventListener('focusin', onFocus)
      // Not before it is gone, and with it what had the focus.
      setTimeout(() => giveBack(opener.current))
    }
  }, [])
}

/** What has the focus; of an entry of a menu, which is about to go, the button of that menu. */
function openerNow(): Element | null {
  const { activeElement } = document
  const button = activeElement?.closest('[role="menu"]')?.getAttribute('aria-labelledby')
  return button ? document.getElementById(button) : activeElement
}

function giveBack(opener: Element | null): void {
  const { activeElement, body } = document
  const isNowhere = activeElement === null || activeElement === body
  if (!isNowhere || opener === null || opener === body) return
  // What has opened it may be gone by now, as a message is: then to where the page itself begins.
  const target = opener.isConnected ? opener : document.getElementById('content')
  if (target instanceof HTMLElement) target.focus({ preventScroll: true })
}
