import type { AlertResource } from '../../contract/resources/alert.ts'
import type { Language } from '../../console/language.ts'
import { alertValues, fill } from '../../console/words.ts'
import type { TaskResource } from '../../contract/resources/task.ts'
import { texts } from './texts.ts'

/** An alert in one line, in the same words as in the console. */
export function alertLine(alert: AlertResource, tasks: ReadonlyMap<number, TaskResource>, language: Language): string {
  return fill(texts[language].alert[alert.kind], alertValues(alert, tasks, language))
}
