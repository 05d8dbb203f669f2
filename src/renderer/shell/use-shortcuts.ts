import { useEffect } from 'react'
import { copyLink } from '../components/copy-link.ts'
import { openDialog, openReloadDialog } from '../stores/dialog.ts'
import { togglePaused } from '../stores/fleet.ts'
import { type ScreenName, useRoute } from '../stores/route.ts'
import { goTo } from '../stores/scope.ts'
import { togglePalette } from '../stores/palette.ts'
import { printPage } from './print/print-page.ts'
import { isMac, KeySequence, type Shortcut } from './shortcuts.ts'

/** Inputs that no letter goes into. */
const wordless = ['radio', 'checkbox', 'range', 'file', 'button'].map((type) => `[type="${type}"]`).join()
/** Where letters mean themselves: in what is typed into, and in what is open above the page. A panel beside a list is no such place. */
const typing = `input:not(${wordless}, [readonly]), textarea:not([readonly]), select, [role="dialog"], [role="menu"], [contenteditable]`

/** `[UI-6]` Does what the keys say. Not while something is typed or open, but for the palette. */
export function useShortcuts(canAct: boolean): void {
  useEffect(() => {
    const sequence = new KeySequence(isMac)
    const onKey = (event: KeyboardEvent) => {
      const shortcut = sequence.press(event, isTyping(event.target as HTMLElement), event.timeStamp)
      if (shortcut === null || (shortcut === 'reload' && !canAct)) return
      event.preventDefault()
      perform(shortcut)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [canAct])
}

/** A dialog whose focused button went away has left the focus to the page. */
function isTyping(target: HTMLElement): boolean {
  return (
    target.closest(typing) !== null || (target === document.body && document.querySelector('[aria-modal]') !== null)
  )
}

function perform(shortcut: Shortcut): void {
  switch (shortcut) {
    case 'palette':
      togglePalette()
      break
    case 'filter':
      focusFilter()
      break
    case 'reload':
      openReloadDialog()
      break
    case 'pause':
      togglePaused()
      break
    case 'print':
      void printPage('paper')
      break
    case 'task':
    case 'range':
    case 'alerts':
    case 'monitor':
      document.querySelector<HTMLElement>(`[data-shortcut="${shortcut}"]`)?.click()
      break
    case 'copyLink':
      void copyLink()
      break
    case 'shortcuts':
      openDialog({ kind: 'shortcuts' })
      break
    case 'about':
      openHelp(useRoute.getState().screen)
      break
    default:
      goTo(shortcut)
  }
}

/** Opens what the documentation says of a screen, under its name; from the documentation itself, its first page. */
function openHelp(screen: ScreenName): void {
  goTo('help', screen === 'help' ? {} : { page: 'console', at: screen })
}

/** To the filter of the present screen. */
export function focusFilter(): void {
  document.querySelector<HTMLInputElement>('[data-filter]')?.focus()
}
