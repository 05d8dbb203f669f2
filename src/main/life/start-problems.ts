import { dialog, shell } from 'electron'
import { dirname } from 'node:path'
import type { Language } from '../../console/language.ts'
import { fill } from '../../console/words.ts'
import type { Problem } from '../../contract/errors.ts'
import { freePort, monitorAt } from './port-holder.ts'
import { restoreBackup } from './restore-backup.ts'
import { startWords } from './start-words.ts'
import { lifeWords } from './words.ts'

/** What follows on a start that failed. */
export type Remedy =
  | { readonly kind: 'again' }
  | { readonly kind: 'quit' }
  /** `[DT-15]` The monitor listens there from now on. */
  | { readonly kind: 'port'; readonly port: number }
  /** `[DT-15]` The monitor keeps its data there from now on. */
  | { readonly kind: 'folder'; readonly folder: string }

/** How the monitor was to be started. */
export interface Attempt {
  readonly host: string
  readonly port: number
  /** The variable that gave it; null where it was chosen in the app, or is the usual one. */
  readonly portVariable: string | null
  readonly dataFolder: string
  readonly isFolderGiven: boolean
  readonly language: Language
  readonly log: (line: string) => void
}

/** Reasons that a backup helps against. */
const damaged: ReadonlySet<string> = new Set([
  'file_unsound',
  'file_lost_beside_wal',
  'pages_damaged',
  'row_damaged',
  'row_unreadable',
])
const newer: ReadonlySet<string> = new Set(['database_of_later_version', 'events_of_later_version'])
const inUse: ReadonlySet<string> = new Set(['file_in_use', 'file_in_use_by_program'])
/** Everybody may listen on it, and on those above. */
const FIRST_FREE_PORT = 1024
const USUAL_PORT = 8080

/** `[DT-15]` Says why the monitor cannot start, and offers what helps. Null where nothing does that can be chosen here. */
export async function askForRemedy(problem: Problem, attempt: Attempt): Promise<Remedy | null> {
  if (problem.code === 'ADDRESS_UNAVAILABLE') return askAboutAddress(problem, attempt)
  if (problem.code === 'STORAGE_FAILED') return askAboutFolder(problem, attempt)
  return null
}

async function askAboutAddress({ reason, message }: Problem, attempt: Attempt): Promise<Remedy> {
  const { host, port, portVariable, language } = attempt
  const { port: words, tryAgain, quit } = lifeWords[language]
  const values = { port: String(port), address: `${host}:${port}` }
  const isElsewhere = reason === 'address_elsewhere'
  const free = isElsewhere ? null : await freePort(host, port < FIRST_FREE_PORT ? USUAL_PORT : port + 1)
  const holder = reason === 'address_in_use' ? await monitorAt(host, port) : null
  const [said, why] =
    reason === 'address_in_use'
      ? [words.inUse, holder === null ? words.byOther : fill(words.byBatchdeck, { version: holder })]
      : reason === 'address_forbidden'
        ? [words.forbidden, port < FIRST_FREE_PORT ? words.forbiddenDetail : message]
        : isElsewhere
          ? [words.elsewhere, words.elsewhereDetail]
          : [words.failed, message]
  const details = [
    why,
    ...(free === null ? [] : [fill(words.consumers, values)]),
    ...(free !== null && portVariable !== null ? [fill(words.variable, { variable: portVariable })] : []),
  ]
  const buttons = [...(free === null ? [] : [fill(words.use, { port: String(free) })]), tryAgain, quit]
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: fill(said, values),
    detail: details.join('\n\n'),
    buttons,
    defaultId: 0,
    cancelId: buttons.length - 1,
    noLink: true,
  })
  if (buttons[response] === tryAgain) return { kind: 'again' }
  return free !== null && response === 0 ? { kind: 'port', port: free } : { kind: 'quit' }
}

async function askAboutFolder(problem: Problem, attempt: Attempt): Promise<Remedy> {
  const { dataFolder, isFolderGiven, language, log } = attempt
  const { folder: words, tryAgain, quit } = lifeWords[language]
  const { reason = '' } = problem
  const message = damaged.has(reason)
    ? words.damaged
    : newer.has(reason)
      ? words.newer
      : inUse.has(reason)
        ? words.inUse
        : words.message
  const details = [startWords(problem, language), ...(isFolderGiven ? [words.variable] : [])]
  const buttons = [
    tryAgain,
    ...(isFolderGiven ? [] : [words.choose]),
    ...(damaged.has(reason) ? [words.restore] : []),
    words.open,
    quit,
  ]
  for (;;) {
    const { response } = await dialog.showMessageBox({
      type: 'warning',
      message,
      detail: details.join('\n\n'),
      buttons,
      defaultId: 0,
      cancelId: buttons.length - 1,
      noLink: true,
    })
    switch (buttons[response]) {
      case tryAgain:
        return { kind: 'again' }
      case words.restore:
        await restoreBackup({ dataFolder, log, language })
        return { kind: 'again' }
      case words.open:
        // A folder that is not there is looked for where it would be.
        if ((await shell.openPath(dataFolder)) !== '') await shell.openPath(dirname(dataFolder))
        break
      case words.choose: {
        const folder = await chooseFolder(dataFolder, language)
        if (folder !== null) return { kind: 'folder', folder }
        break
      }
      default:
        return { kind: 'quit' }
    }
  }
}

/** `[DT-15]` Warns of a folder on the network, once for each. */
export async function askAboutShare(kind: string, attempt: Attempt): Promise<Remedy | 'accepted'> {
  const { dataFolder, isFolderGiven, language } = attempt
  const { folder: words, quit } = lifeWords[language]
  const buttons = [...(isFolderGiven ? [] : [words.choose]), words.useShare, quit]
  for (;;) {
    const { response } = await dialog.showMessageBox({
      type: 'warning',
      message: words.share,
      detail: fill(words.shareDetail, { folder: dataFolder, kind }),
      buttons,
      defaultId: 0,
      cancelId: buttons.length - 1,
      noLink: true,
    })
    if (buttons[response] === words.useShare) return 'accepted'
    if (buttons[response] !== words.choose) return { kind: 'quit' }
    const folder = await chooseFolder(dataFolder, language)
    if (folder !== null) return { kind: 'folder', folder }
  }
}

async function chooseFolder(present: string, language: Language): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title: lifeWords[language].folder.title,
    defaultPath: present,
    properties: ['openDirectory', 'createDirectory'],
  })
  return canceled ? null : (filePaths[0] ?? null)
}
