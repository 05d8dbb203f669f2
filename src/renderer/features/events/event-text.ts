import { useTranslation } from 'react-i18next'
import type { AlertResource } from '../../../contract/resources/alert.ts'
import type { EventData, EventResource } from '../../../contract/events.ts'
import { refusalWords } from '../../../console/words/refusal-words.ts'
import { taskName } from '../../../console/words.ts'
import { useCauseText } from '../../i18n/cause.ts'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { useAlertText } from '../alerts/alert-text.ts'
import { actionWords } from './action-words.ts'

const limits = {
  RATE_LIMITED: 'rateLimited',
  TOO_SLOW: 'tooSlow',
  TOO_LARGE: 'tooLarge',
  REGISTER_TIMEOUT: 'registerTimeout',
  TOO_MANY_CONNECTIONS: 'tooManyConnections',
  TOO_MANY_CONSUMERS: 'tooManyConsumers',
} as const

/** An event as a sentence in the operator's language. */
export function useEventText(): (event: EventResource) => string {
  const { t } = useTranslation()
  const format = useFormat()
  const alertText = useAlertText()
  const causeText = useCauseText()
  const language = usePreferences((preferences) => preferences.language)
  const tasks = useFleetData((data) => data.tasks)
  const nameOf = (id: number | undefined) => (id === undefined ? '' : taskName(id, tasks, language))
  const withMore = (text: string, more: string | undefined) => (more ? `${text} · ${more}` : text)
  /** `[EV-8]` */
  const lastOf = (text: string, count: number | undefined) =>
    count === undefined ? text : withMore(text, t('eventText.lastOf', { times: format.number(count) }))

  function operatorText(data: EventData<'operator'>, consumer: string, task: string): string {
    const {
      action,
      role,
      token,
      via,
      remote,
      outcome,
      epoch,
      name = '',
      added,
      removed,
      confirmed,
      published,
      consumers_told,
      count,
      window_id,
      alert_id,
      alerts,
    } = data
    const called = t(`eventText.role.${role}`)
    const who = token === undefined ? called : t('eventText.byToken', { role: called, token })
    const way = t(`eventText.via.${via}`)
    const place = remote === null ? way : `${remote}${t('eventText.comma')}${way}`
    const known = Object.hasOwn(actionWords, action) ? actionWords[action as keyof typeof actionWords] : null
    if (outcome !== 'ok') {
      const attempt = known ? t(`eventText.attempt.${known}`) : t('eventText.attempt.other', { action })
      return lastOf(t('eventText.operator.refused', { who, place, action: attempt, code: outcome }), count)
    }
    const words = known
      ? t(`eventText.action.${known}`, { consumer, task, name, window: window_id ?? '' })
      : t('eventText.action.other', { action })
    const results = [
      ...(alert_id === undefined ? [] : [alert_id]),
      ...(alerts === undefined ? [] : [t('eventText.operator.alerts', { count: format.number(alerts) as never })]),
      ...(published === false ? [t('eventText.operator.unchanged')] : []),
      ...(added !== undefined && removed !== undefined && added + removed > 0
        ? [`+${format.number(added)} −${format.number(removed)}`]
        : []),
      ...(confirmed === undefined
        ? []
        : [t('eventText.operator.confirmed', { count: format.number(confirmed) as never })]),
      ...(published === true && epoch !== undefined ? [t('eventText.operator.epoch', { epoch })] : []),
      ...(consumers_told === undefined
        ? []
        : [t('eventText.operator.told', { count: format.number(consumers_told) as never })]),
    ]
    const sentence = t('eventText.operator.done', { who, place, action: words })
    return results.length === 0 ? sentence : `${sentence}${t('eventText.colon')}${results.join(t('eventText.comma'))}`
  }

  /** `[MW-1]` */
  function windowText(data: EventData<'window'>, task: string): string {
    const { window_id: id, action, holds, from, until, cron, token, why, consumers, labels = {} } = data
    const window = t(holds ? 'eventText.window.maintenance' : 'eventText.window.silence', { id })
    const said = t(`eventText.window.${action}`, { window, from: format.exact(from), until: format.exact(until) })
    const more = [
      task,
      consumers === undefined ? '' : t('eventText.window.consumers', { count: format.number(consumers) as never }),
      ...Object.entries(labels).map(([name, value]) => `${name}=${value}`),
      cron === undefined ? '' : t('eventText.window.repeats', { cron }),
      why,
    ]
    return more.reduce<string>(withMore, token === undefined ? said : t('eventText.window.by', { text: said, token }))
  }

  return (event) => {
    const consumer = event.consumer_id ?? ''
    const task = nameOf(event.task_id)
    switch (event.type) {
      case 'batch_status': {
        const { status, progress, message } = event.data
        const text = t('eventText.batch_status', {
          consumer,
          batch: event.batch_id ?? '',
          status: t(`status.${status}`),
          progress: format.number(progress),
        })
        return withMore(lastOf(text, event.data.count), message)
      }
      case 'consumer_status':
        return t(`eventText.consumer_status.${event.data.state}`, {
          consumer,
          silence: format.duration(event.data.silence ?? 0),
        })
      case 'member':
        return t(`eventText.member.${event.data.change}`, {
          consumer,
          silence: format.duration(event.data.silence ?? 0),
        })
      case 'epoch': {
        const { epoch, state, counts } = event.data
        if (!counts) return t('eventText.epoch.state', { epoch, task, state: t(`epochState.${state}`) })
        const text = t('eventText.epoch.published', {
          epoch,
          task,
          moved: format.number(counts.moved_consumer),
          told: format.number(counts.consumers_told),
        })
        return withMore(text, causeText(event.data))
      }
      case 'reload_sent':
        return t(event.data.again ? 'eventText.reload_sent.again' : 'eventText.reload_sent.first', {
          consumer,
          task,
          epoch: event.data.epoch,
        })
      case 'reload_ack':
        return lastOf(
          t('eventText.reload_ack', {
            consumer,
            task,
            epoch: event.data.epoch,
            action: t(`epochs.action.${event.data.action}`),
          }),
          event.data.count,
        )
      case 'rollout':
        return t(`eventText.rollout.${event.data.state}`, { consumer, task, epoch: event.data.epoch })
      case 'session': {
        const { action, code, remote } = event.data
        const values = { consumer, remote: remote ?? '', code: code ?? '' }
        const text = code ? t('eventText.session.ended', values) : t(`eventText.session.${action}`, values)
        return lastOf(text, event.data.count)
      }
      case 'operator':
        return operatorText(event.data, consumer, task)
      case 'error': {
        const { code, count, remote } = event.data
        const text = t('eventText.error', { who: consumer || (remote ?? ''), code, times: format.number(count) })
        return withMore(text, refusalWords(event.data, language))
      }
      case 'limit': {
        const { code, count, remote } = event.data
        const values = { who: consumer || (remote ?? ''), times: format.number(count) }
        return Object.hasOwn(limits, code) ? t(`eventText.limit.${limits[code as keyof typeof limits]}`, values) : code
      }
      case 'alert': {
        const { action, token, why, until, ...alert } = event.data
        const { consumer_id, task_id } = event
        const subject = { ...(consumer_id !== undefined && { consumer_id }), ...(task_id !== undefined && { task_id }) }
        const text = alertText({ ...alert, ...subject, alert_id: '', since: event.at } as AlertResource)
        const said = t(`eventText.alert.${action}`, { text, until: until === undefined ? '' : format.exact(until) })
        return withMore(token === undefined ? said : t('eventText.alert.by', { text: said, token }), why)
      }
      case 'window':
        return windowText(event.data, task)
      case 'storage': {
        const { what, action, message, lost } = event.data
        if (action === 'lost') return t('eventText.storage.lost', { lost: format.number(lost ?? 0) })
        return withMore(
          t(`eventText.storage.${what}.${action}`),
          message === undefined ? '' : refusalWords({ ...event.data, message }, language),
        )
      }
      case 'source': {
        const { name, outcome, found = 0, added = 0, removed = 0, suspicious, skipped, count, message } = event.data
        const values = {
          name,
          task,
          found: format.number(found),
          added: format.number(added),
          removed: format.number(removed),
        }
        const lines = (of: 'suspicious' | 'skipped', number: number | undefined) =>
          number === undefined ? undefined : t(`eventText.source.${of}`, { lines: format.number(number) })
        const read = withMore(
          withMore(t(`eventText.source.${outcome}`, values), lines('suspicious', suspicious)),
          lines('skipped', skipped),
        )
        return withMore(
          lastOf(read, count),
          message === undefined ? '' : refusalWords({ ...event.data, message }, language),
        )
      }
      case 'note':
        return event.data.text.replaceAll('\n', ' ')
      case 'clock': {
        const { change, by } = event.data
        const words = change === 'gap' ? 'gap' : by < 0 ? 'back' : 'forward'
        return t(`eventText.clock.${words}`, { by: format.duration(Math.abs(by)) })
      }
      case 'monitor':
        return t(`eventText.monitor.${event.data.action}`, { version: event.data.version })
    }
  }
}
