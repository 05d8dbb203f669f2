import { Notification } from 'electron'
import type { Place } from '../../contract/place.ts'
import { bodyFor, type NoticeText } from './notice-text.ts'

/** Those that are shown: otherwise they are collected before they are clicked. */
const shown = new Set<Notification>()

/** Shows a notification of the system. @param go where a click on it leads */
export function notifySystem({ title, body, place }: NoticeText, go: (place: Place) => void): void {
  if (!Notification.isSupported()) return
  const notification = new Notification({ title, body: bodyFor(process.platform, body) })
  shown.add(notification)
  notification.on('click', () => go(place))
  notification.on('close', () => shown.delete(notification))
  notification.show()
}
