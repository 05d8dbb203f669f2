import type { Language } from '../../console/language.ts'
import { alertText, fill } from '../../console/words.ts'
import { formats } from '../../console/format.ts'
import { alertPlace, manyPlace, messagePlace } from '../../console/alert-place.ts'
import type { Notice } from '../../console/notifier.ts'
import type { NotifiedKind } from '../../contract/desktop-bridge.ts'
import type { Place } from '../../contract/place.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import type { TaskResource } from '../../contract/resources/task.ts'
import { texts } from '../app/texts.ts'

/** A notification of the system, and where a click on it leads. */
export interface NoticeText {
  readonly title: string
  readonly body: string
  readonly place: Place
}

const MAX_LINES = 4

type DesktopNotice =
  | Pick<Extract<Notice<NotifiedKind>, { type: 'raised' }>, 'type' | 'key' | 'alerts'>
  | Pick<Extract<Notice<NotifiedKind>, { type: 'recovered' }>, 'type' | 'key'>

/** @param monitor the name of another monitor; null where it is our own, which needs no name */
export function noticeText(
  notice: DesktopNotice,
  tasks: ReadonlyMap<number, TaskResource>,
  monitor: string | null,
  language: Language,
): NoticeText {
  const { notice: words, tray } = texts[language]
  const from = monitor === null ? [] : [fill(words.from, { monitor })]
  if (notice.type === 'recovered') {
    const body = [words.recovered[notice.key], ...from].join('\n')
    return { title: 'Batchdeck', body, place: { screen: 'overview', params: {} } }
  }
  const { key: kind, alerts } = notice
  const { number } = formats[language]
  const lines = alerts.slice(0, MAX_LINES).map((alert) => alertText(alert, tasks, language))
  const rest = alerts.length - lines.length
  const more = rest > 0 ? [fill(tray.more, { count: number(rest) })] : []
  return {
    title: fill(words[kind], { count: number(alerts.length) }),
    body: [...lines, ...more, ...from].join('\n'),
    place: placeOf(kind, alerts),
  }
}

/**
 * As the system is to be given it. The desktops of Linux read markup in a body, with links and pictures, and show nothing of
 * one that is wrong; names of others are neither.
 */
export function bodyFor(platform: NodeJS.Platform, body: string): string {
  if (platform !== 'linux') return body
  return body.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function placeOf(kind: NotifiedKind, alerts: readonly AlertResource[]): Place {
  // What can be done about it stands with the alert.
  if (kind === 'mass_loss') return messagePlace(alerts)
  const overview: Place = { screen: 'overview', params: {} }
  const [only] = alerts
  if (alerts.length === 1 && only) return alertPlace(only) ?? overview
  return kind === 'consumer_lost' ? manyPlace.consumer_lost : overview
}
