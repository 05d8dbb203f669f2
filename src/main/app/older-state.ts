import { dialog } from 'electron'
import type { Language } from '../../console/language.ts'
import { problemOf } from '../../contract/errors.ts'
import { restoreBackup } from '../life/restore-backup.ts'
import { startWords } from '../life/start-words.ts'
import { lifeWords } from '../life/words.ts'
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

interface Scene {
  /** Of the monitor that cannot start. */
  readonly dataFolder: string
  readonly language: Language
  readonly log: (line: string) => void
}

/** `[ST-3]` Whether that is why there is no monitor. */
export function isOlderState(error: unknown): boolean {
  const { reason } = problemOf(error)
  return reason !== undefined && OLDER_STATES.has(reason)
}

/** `[DT-6]` What whoever is asked wants: to go on with what there is, to quit, or to try again with what was put back. */
export async function isOlderStateAccepted(error: unknown, scene: Scene): Promise<'accepted' | 'again' | 'quit'> {
  const { language } = scene
  const { olderState: words } = texts[language]
  const { folder, tryAgain } = lifeWords[language]
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: words.message,
    detail: startWords(problemOf(error), language),
    buttons: [words.quit, tryAgain, folder.restore, words.goOn],
    // What is lost by it cannot be had back by a key that was pressed too early.
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  if (response === 3) return 'accepted'
  if (response === 2) await restoreBackup(scene)
  return response === 1 || response === 2 ? 'again' : 'quit'
}
