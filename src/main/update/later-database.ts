import { dialog } from 'electron'
import { join } from 'node:path'
import type { Language } from '../../console/language.ts'
import { locales } from '../../console/format.ts'
import { fill } from '../../console/words.ts'
import type { Problem } from '../../contract/errors.ts'
import { backupsIn } from '../../monitor/backup-names.ts'
import { DATABASE_FILE } from '../../monitor/data-dir.ts'
import { planRestoration, restore } from '../../monitor/restore.ts'
import type { StartRecord } from './start-record.ts'
import { updateWords } from './words.ts'

interface Parts {
  readonly putBack: NonNullable<StartRecord['put_back']>
  /** Of the monitor that cannot start. */
  readonly dataFolder: string
  readonly backupFolder: string
  readonly language: Language
  readonly log: (line: string) => void
}

/**
 * `[DT-11]` The version that did not start had changed the database before: offers the copy that it made of it first (BK-1).
 * @returns whether the start is to be tried again; null where this is not why it failed, or nothing can be done about it here
 */
export async function askAboutLaterDatabase({ reason }: Problem, parts: Parts): Promise<'again' | 'quit' | null> {
  const { putBack, dataFolder, backupFolder, language, log } = parts
  if (reason !== 'database_of_later_version') return null
  const words = updateWords[language].laterDatabase
  const copy = backupsIn(backupFolder).find(({ kind }) => kind === 'migration')
  const { from, to } = putBack
  if (!copy) {
    dialog.showErrorBox(fill(words.message, { from }), fill(words.noCopy, { from, to }))
    return null
  }
  const plan = planRestoration(join(backupFolder, copy.name), join(dataFolder, DATABASE_FILE))
  const count = plan.lost.reduce((sum, epochs) => sum + epochs.to - Math.max(1, epochs.from) + 1, 0)
  const time = new Date(copy.created_at).toLocaleString(locales[language])
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: fill(words.message, { from }),
    detail: `${fill(words.detail, { to, time })}\n\n${count === 0 ? words.nothingLost : fill(words.lost, { count })}`,
    buttons: [words.restore, words.quit],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  })
  if (response !== 0) return 'quit'
  const aside = restore(plan, Date.now())
  log(`The database is back as it was before version ${from}; what that had made of it is in ${aside ?? '-'}.`)
  return 'again'
}
