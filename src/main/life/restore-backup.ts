import { dialog } from 'electron'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Language } from '../../console/language.ts'
import { fill } from '../../console/words.ts'
import { problemOf } from '../../contract/errors.ts'
import { BACKUP_FOLDER } from '../../monitor/backup-names.ts'
import { DATABASE_FILE } from '../../monitor/data-dir.ts'
import { planRestoration, restore } from '../../monitor/restore.ts'
import { startWords } from './start-words.ts'
import { lifeWords } from './words.ts'

interface Parts {
  /** Of the monitor that cannot start. */
  readonly dataFolder: string
  readonly log: (line: string) => void
  readonly language: Language
}

/** `[DT-15]` `[BK-2]` Lets a backup be chosen, says what it holds and what is lost by it, and puts it back. */
export async function restoreBackup({ dataFolder, log, language }: Parts): Promise<void> {
  const words = lifeWords[language]
  const backups = join(dataFolder, BACKUP_FOLDER)
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title: words.folder.restore,
    defaultPath: existsSync(backups) ? backups : dataFolder,
    properties: ['openFile'],
    filters: [{ name: words.restoring.filter, extensions: ['db'] }],
  })
  const [from] = filePaths
  if (canceled || from === undefined) return
  try {
    const plan = planRestoration(from, join(dataFolder, DATABASE_FILE))
    const lost = plan.lost.map(({ name, from: first, to }) => `${name} ${first}–${to}`).join(', ')
    const { response } = await dialog.showMessageBox({
      type: 'warning',
      message: words.restoring.message,
      detail: [
        fill(words.restoring.detail, { file: from, tasks: String(plan.contents.tasks.length) }),
        ...(lost === '' ? [] : [fill(words.restoring.lost, { lost })]),
      ].join('\n'),
      buttons: [words.restoring.restore, words.cancel],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
    })
    if (response !== 0) return
    const aside = restore(plan, Date.now())
    log(`The backup ${from} was put back${aside === null ? '' : `; what was there before is in ${aside}`}.`)
  } catch (error) {
    log(`The backup ${from} could not be put back: ${String(error)}`)
    dialog.showErrorBox(words.folder.restore, startWords(problemOf(error), language))
  }
}
