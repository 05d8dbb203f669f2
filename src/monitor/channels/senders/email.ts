import ipaddr from 'ipaddr.js'
import { createHash } from 'node:crypto'
import type { ChannelMessage } from '../message.ts'
import type { ChannelOf } from '../../../contract/resources/channel.ts'
import { bodyLines } from '../../../console/words/message-words.ts'
import { cleanText } from '../../../console/words/one-line.ts'
import { escapedHtml, unlinked } from './foreign-text.ts'
import { type MailAddress, mailAddress } from './mail-address.ts'
import type { Sending } from './sending.ts'

/** A message as it is handed over to a mail server. */
export interface Mail {
  readonly from: MailAddress
  readonly to: readonly MailAddress[]
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly date: Date
  /** The same for each attempt. */
  readonly messageId: string
  /** The message that all of one incident hang on. */
  readonly thread: string | null
  readonly headers: Readonly<Record<string, string>>
}

/**
 * `[CN-4]` A mail in text and simple HTML. All messages about one incident have one thread, and no holiday notice answers
 * it (RFC 3834).
 * @throws {BatchdeckError} `INVALID_MESSAGE` where an address is none
 */
export function mailOf(definition: ChannelOf<'email'>, { message, words, link, context }: Sending): Mail {
  const from = mailAddress(definition.from)
  const to = definition.to.map(mailAddress)
  const domain = from.address.split('@', 2)[1]!
  const lines = bodyLines(words)
  const id = cleanText(context.deliveryId).replaceAll(/[^A-Za-z0-9._-]/g, '_')
  const since = incidentOf(message)
  // Others may watch the same machine by the same address.
  const place = createHash('sha256').update(`${context.monitor}\n${definition.name}`).digest('hex').slice(0, 12)
  const items = lines.map((line) => `<li>${escapedHtml(unlinked(line))}</li>`).join('')
  const address = escapedHtml(link)
  // Some readers know http only: it stands below the address that always works.
  const app = context.appLink(words.place)
  return {
    from,
    to,
    subject: words.title,
    text: [
      words.title,
      '',
      ...lines,
      '',
      `${words.open}: ${link}`,
      ...(app === null ? [] : [`${words.openApp}: ${app}`]),
      '',
    ].join('\n'),
    html: [
      '<!doctype html><html><body>',
      `<p><strong>${escapedHtml(unlinked(words.title))}</strong></p>`,
      items === '' ? '' : `<ul>${items}</ul>`,
      `<p><a href="${address}">${escapedHtml(words.open)}</a></p>`,
      app === null ? '' : `<p><a href="${escapedHtml(app)}">${escapedHtml(words.openApp)}</a></p>`,
      '</body></html>',
    ].join(''),
    date: new Date(message.at),
    messageId: `<batchdeck.${place}.${id}@${domain}>`,
    thread: since === null ? null : `<batchdeck.${place}.incident.${since}@${domain}>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  }
}

/** Whether a password would go over a network for everybody to read. @param address the one that is connected to */
export function isPasswordOpen(
  { security, password }: Pick<ChannelOf<'email'>, 'security' | 'password'>,
  address = '',
): boolean {
  if (password === undefined || security !== 'none') return false
  return !ipaddr.isValid(address) || ipaddr.process(address).range() !== 'loopback'
}

/** When what a message is about began; null of what is about nothing. */
function incidentOf(message: ChannelMessage): number | null {
  switch (message.kind) {
    case 'resolved':
      return message.since
    case 'raised':
      return message.since ?? message.alerts.reduce((first, { since }) => Math.min(first, since), message.at)
    default:
      return null
  }
}
