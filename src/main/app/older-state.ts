import { dialog } from 'electron'
import type { Language } from '../../console/language.ts'
import { refusalWords } from '../../console/words/refusal-words.ts'
import { problemOf } from '../../contract/errors.ts'
import { texts } from './texts.ts'

/** `[ST-3]` Refusals of a database that is not the newest: whoever knows that may go on with it. */
const OLDER_STATES: ReadonlySet<string> = new Set([
  'state_gone',
  'state_gone_unknown',
  'state_gone_but_backed_up',
  'state_older',
  'state_of_another',
  'state_older_than_events',
])

/** Whether that is why there is no monitor, and whoever is asked wants to go on with what there is. */
export async function isOlderStateAccepted(error: unknown, language: Language): Promise<boolean> {
  const problem = problemOf(error)
  if (problem.reason === undefined || !OLDER_STATES.has(problem.reason)) return false
  const { olderState: words } = texts[language]
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: words.message,
    detail: refusalWords(problem, language),
    buttons: [words.quit, words.goOn],
    // What is lost by it cannot be had back by a key that was pressed too early.
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  return response === 1
}
