import { type BrowserWindow, dialog } from 'electron'
import type { FleetData } from '../../console/fleet-data.ts'
import type { Language } from '../../console/language.ts'
import { answered } from '../../console/summaries.ts'
import { fill } from '../../console/words.ts'
import { lifeWords } from './words.ts'

/** What an end of the app would cut off. */
export interface UnderWay {
  readonly rollouts: readonly {
    readonly task: string
    readonly epoch: number
    readonly missing: number
    readonly told: number
  }[]
  /** Lines read, of each import; null where they are counted at its end. */
  readonly imports: readonly (number | null)[]
}

/** More are as many as one cares to read. */
const MAX_LINES = 4

/**
 * `[DT-16]` Rollouts that consumers who are there have still to answer, and imports that nobody has to decide about. Whoever is
 * away is waited for whether the app runs or not.
 */
export function underWay({ epochs, tasks, imports }: Pick<FleetData, 'epochs' | 'tasks' | 'imports'>): UnderWay | null {
  const rollouts = [...epochs.values()].flatMap(([newest]) => {
    if (newest?.state !== 'rolling_out' || newest.told.sent === 0) return []
    const { done, told } = answered(newest)
    const task = tasks.get(newest.task_id)?.name ?? String(newest.task_id)
    return [{ task, epoch: newest.epoch, missing: told - done, told }]
  })
  const running = imports.filter(({ phase }) => phase !== 'ready').map(({ lines }) => lines)
  return rollouts.length + running.length === 0 ? null : { rollouts, imports: running }
}

/** Asks whether the app is to end all the same. @param window null where there is none */
export async function askToQuit(
  { rollouts, imports }: UnderWay,
  { window, canHide, language }: { window: BrowserWindow | null; canHide: boolean; language: Language },
): Promise<'quit' | 'hide' | 'stay'> {
  const { quitting: words, quit, cancel } = lifeWords[language]
  const format = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en')
  const lines = [
    ...rollouts.map(({ task, epoch, missing, told }) =>
      fill(words.rollout, { task, epoch: String(epoch), missing: format.format(missing), told: format.format(told) }),
    ),
    ...imports.map((read) => fill(words.import, { lines: format.format(read ?? 0) })),
  ]
  const shown = lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES), '…'] : lines
  const buttons = [...(canHide ? [words.keep] : []), quit, cancel]
  const options = {
    type: 'question' as const,
    message: rollouts.length > 0 ? words.message : words.imports,
    detail: [shown.join('\n'), ...(rollouts.length > 0 ? [words.after] : []), words.anyway].join('\n\n'),
    buttons,
    // What is cut off is not by a key that was pressed too early.
    defaultId: canHide ? 0 : buttons.length - 1,
    cancelId: buttons.length - 1,
    noLink: true,
  }
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options))
  const chosen = buttons[response]
  return chosen === quit ? 'quit' : chosen === words.keep ? 'hide' : 'stay'
}
