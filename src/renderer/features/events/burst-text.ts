import { useTranslation } from 'react-i18next'
import { taskName } from '../../../console/words.ts'
import { groupedKinds } from '../alerts/alert-groups.ts'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { usePreferences } from '../../stores/preferences.ts'
import type { Burst } from './bursts.ts'
import { useEventText } from './event-text.ts'

/** Those that a burst is about, each once; null where it is about none. */
export function consumersOf({ events }: Burst): number | null {
  const ids = new Set(events.flatMap(({ consumer_id }) => consumer_id ?? []))
  return ids.size === 0 ? null : ids.size
}

/** A burst as one sentence in the operator's language, with how long it took. */
export function useBurstText(): (burst: Burst) => string {
  const { t } = useTranslation()
  const format = useFormat()
  const eventText = useEventText()
  const tasks = useFleetData((data) => data.tasks)
  const language = usePreferences((preferences) => preferences.language)

  return (burst) => {
    const [newest] = burst.events
    const took = Math.abs(newest.at - burst.events.at(-1)!.at)
    const sentence = words(burst)
    return took < 1000 ? sentence : t('burst.within', { text: sentence, time: format.duration(took) })
  }

  function words(burst: Burst): string {
    const [newest] = burst.events
    const consumers = consumersOf(burst)
    // Of one consumer, over and over: what happened last says it best.
    if (consumers === null || consumers === 1) return eventText(newest)
    const count = format.number(consumers) as never
    const task = newest.task_id === undefined ? '' : taskName(newest.task_id, tasks, language)
    switch (newest.type) {
      case 'batch_status':
        return t('burst.batch_status', {
          count,
          batches: format.number(new Set(burst.events.map(({ batch_id }) => batch_id)).size),
          status: t(`status.${newest.data.status}`),
        })
      case 'consumer_status':
        return t(`burst.consumer_status.${newest.data.state}`, { count })
      case 'member':
        return t(`burst.member.${newest.data.change}`, { count })
      case 'reload_sent':
        return t('burst.reload_sent', { count, task, epoch: newest.data.epoch })
      case 'reload_ack':
        return t('burst.reload_ack', {
          count,
          task,
          epoch: newest.data.epoch,
          action: t(`epochs.action.${newest.data.action}`),
        })
      case 'rollout':
        return t(`burst.rollout.${newest.data.state}`, { count, task, epoch: newest.data.epoch })
      case 'session':
        return t(newest.data.code ? 'burst.session.ended' : `burst.session.${newest.data.action}`, {
          count,
          code: newest.data.code ?? '',
        })
      case 'alert': {
        const { action, kind } = newest.data
        const group = groupedKinds.find((name) => name === kind)
        const text = group ? t(`alertGroup.${group}`, { count }) : t('burst.alert', { count, text: eventText(newest) })
        if (action === 'raised' || !group) return text
        const { until } = newest.data
        return t(`eventText.alert.${action}`, { text, until: until === undefined ? '' : format.exact(until) })
      }
      case 'error':
        return t('burst.error', { count, code: newest.data.code })
      default:
        return eventText(newest)
    }
  }
}
