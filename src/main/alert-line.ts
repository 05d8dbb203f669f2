import type { AlertView } from '../core/console-api.ts'
import { alertValues, fill, type Language } from '../core/console-words.ts'
import { formats } from '../core/format.ts'
import type { TaskView } from '../core/views.ts'
import { texts } from './texts.ts'

/** An alert in one line, in the same words as in the console. */
export function alertLine(alert: AlertView, tasks: ReadonlyMap<number, TaskView>, language: Language): string {
  return fill(texts[language].alert[alert.kind], alertValues(alert, tasks, formats[language]))
}
