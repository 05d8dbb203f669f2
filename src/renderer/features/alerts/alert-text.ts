import { useTranslation } from 'react-i18next'
import type { AlertResource } from '../../../contract/resources/alert.ts'
import { alertText } from '../../../console/words.ts'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { usePreferences } from '../../stores/preferences.ts'
import type { AlertGroup } from './alert-groups.ts'

/** An alert in the operator's language. */
export function useAlertText(): (alert: AlertResource) => string {
  const language = usePreferences((preferences) => preferences.language)
  const tasks = useFleetData((data) => data.tasks)
  return (alert) => alertText(alert, tasks, language)
}

/** Many alerts of one kind, as one sentence. */
export function useGroupText(): (group: AlertGroup) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return ({ kind, consumers }) => t(`alertGroup.${kind}`, { count: format.number(consumers.length) as never })
}
