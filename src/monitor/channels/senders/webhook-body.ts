import type { AlertResource } from '../../../contract/resources/alert.ts'
import { severityOf } from '../../../contract/resources/alert.ts'
import { messagePlace } from '../../../console/alert-place.ts'
import { bodyLines, type MessageWords, stillInForce } from '../../../console/words/message-words.ts'
import { cleanText } from '../../../console/words/one-line.ts'
import { alertText, taskName } from '../../../console/words.ts'
import type { ChannelMessage, SendContext } from '../message.ts'
import type { Sending } from './sending.ts'

/** More alerts of one message are counted only. */
const MAX_ALERTS = 500

const types = {
  raised: 'alerts.raised',
  resolved: 'alerts.resolved',
  summary: 'summary',
  test: 'test',
} as const satisfies Record<ChannelMessage['kind'], string>

/** `[CN-4]` The type of a message, as receivers tell them apart. */
export function typeOf({ kind }: ChannelMessage): string {
  return types[kind]
}

/** `[CN-4]` All of a message, as data and in words; times are ms since 1970, but for `timestamp`. */
export function webhookBody({ message, words, link, context }: Sending): object {
  const news = message.kind === 'raised' ? stillInForce(message) : []
  const over = message.kind === 'raised' || message.kind === 'resolved' ? message.resolved : []
  const shown = news.slice(0, MAX_ALERTS)
  const shownOver = over.slice(0, MAX_ALERTS - shown.length)
  return {
    type: typeOf(message),
    timestamp: new Date(message.at).toISOString(),
    delivery_id: context.deliveryId,
    monitor: context.monitor,
    title: words.title,
    text: textOf(words),
    severity: words.severity,
    status: words.status,
    link,
    app_link: context.appLink(words.place),
    ...('since' in message && { since: message.since }),
    ...(message.kind === 'raised' && { open: message.open }),
    ...(message.kind === 'summary' && { summary: message.summary }),
    alerts: [
      ...shown.map((alert) => alertOf(alert, null, words, context)),
      ...shownOver.map(({ alert, cleared_at }) => alertOf(alert, cleared_at, words, context)),
    ],
    alerts_left_out: news.length + over.length - shown.length - shownOver.length,
  }
}

/** The lines of a message below its title. */
export function textOf(words: MessageWords): string {
  return bodyLines(words).join('\n')
}

function alertOf(
  alert: AlertResource,
  clearedAt: number | null,
  { language }: MessageWords,
  { tasks, link, appLink }: SendContext,
): object {
  const { task_id: taskId, snoozed: _snoozed, muted: _muted, values: _values, reason: _reason, ...rest } = alert
  return {
    ...rest,
    ...(taskId !== undefined && { task_id: taskId, task: taskName(taskId, tasks, language) }),
    severity: severityOf(alert.kind),
    status: clearedAt === null ? 'firing' : 'resolved',
    text: cleanText(alertText(alert, tasks, language)),
    ...(clearedAt !== null && { cleared_at: clearedAt }),
    link: link(messagePlace([alert])),
    app_link: appLink(messagePlace([alert])),
  }
}
