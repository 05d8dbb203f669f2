import type { AlertView } from '../core/console-api.ts'
import { fill, type Language } from '../core/console-words.ts'
import type { TaskView } from '../core/views.ts'
import { locales, texts } from './texts.ts'

/** An alert in one line, in the same words as in the console. */
export function alertLine(alert: AlertView, tasks: ReadonlyMap<number, TaskView>, language: Language): string {
  const { kind, consumer_id = '', task_id, epoch = 0, count = 0, message = '' } = alert
  return fill(texts[language].alert[kind], {
    consumer: consumer_id,
    task: task_id === undefined ? '' : (tasks.get(task_id)?.name ?? task_id),
    epoch,
    count: count.toLocaleString(locales[language]),
    message,
  })
}
