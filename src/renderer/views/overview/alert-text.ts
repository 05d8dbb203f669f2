import { useTranslation } from 'react-i18next'
import type { AlertView } from '../../../core/console-api.ts'
import { useFormat } from '../../format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import type { AlertGroup } from './alert-groups.ts'

/** An alert in the operator's language. */
export function useAlertText(): (alert: AlertView) => string {
  const { t } = useTranslation()
  const format = useFormat()
  const tasks = useFleetData((data) => data.tasks)
  return ({ kind, consumer_id = '', task_id, epoch = 0, count = 0, message = '' }) =>
    t(`alert.${kind}`, {
      consumer: consumer_id,
      task: task_id === undefined ? '' : (tasks.get(task_id)?.name ?? String(task_id)),
      epoch,
      count: format.number(count) as never,
      message,
    })
}

/** Many alerts of one kind, as one sentence. */
export function useGroupText(): (group: AlertGroup) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return ({ kind, consumers }) => t(`alertGroup.${kind}`, { count: format.number(consumers.length) as never })
}
