import { type BrowserWindow, dialog } from 'electron'
import type { CloseChoice } from '../../contract/desktop-bridge.ts'
import type { Language } from '../../console/language.ts'
import { texts } from '../app/texts.ts'

interface CloseAnswer {
  /** Null where the window is to stay as it is. */
  readonly choice: Exclude<CloseChoice, 'ask'> | null
  /** Whether that is meant for the next times, too. */
  readonly isForGood: boolean
}

/** Asks what closing the window is meant to do. */
export async function askToClose(window: BrowserWindow, language: Language): Promise<CloseAnswer> {
  const { close: words } = texts[language]
  const { response, checkboxChecked } = await dialog.showMessageBox(window, {
    type: 'question',
    message: words.message,
    detail: words.detail,
    buttons: [words.hide, words.quit, words.cancel],
    defaultId: 0,
    cancelId: 2,
    checkboxLabel: words.remember,
    checkboxChecked: true,
  })
  const choice = (['tray', 'quit', null] as const)[response] ?? null
  return { choice, isForGood: choice !== null && checkboxChecked }
}
