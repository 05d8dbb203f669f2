import fc from 'fast-check'
import type { ChannelMessage } from '../src/contract/channel-message.ts'
import type { AlertResource } from '../src/contract/resources/alert.ts'
import type { Summary } from '../src/contract/resources/summary.ts'

/** A night at 02:13 UTC. */
export const NIGHT = Date.UTC(2026, 10, 29, 2, 13, 0)
const SINCE = NIGHT - 90_000

/** What somebody writes who wants to be more than a name. */
export const hostileTexts = [
  '<!channel>',
  '<!here|now>',
  '<@U012AB3CD>',
  '<https://evil.example|all is well>',
  '@all',
  '@channel',
  '@everyone',
  '[all is well](http://evil.example)',
  '![x](http://evil.example/x.png)',
  '<a href="http://evil.example">x</a>',
  '<script>alert(1)</script>',
  '<at user_id="all">all</at>',
  '<at id=all></at>',
  '<font color="info">fine</font>',
  '**bold** __bold__ *i* _i_ ~~s~~ `c`',
  '# heading',
  '> quote',
  '| a | b |',
  '&lt;b&gt;&amp;',
  '\r\nBcc: everyone@evil.example\r\n\r\nhello',
  'line\u2028two\u2029three\u0000\u001B[31m',
  '\u202Egnp.exe',
  '\uD800 alone',
  'http://evil.example www.evil.example',
  '{{title}} "}',
  '\\',
] as const

/** Any text, and any of these. */
export const foreignText = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }).map((codes) => String.fromCharCode(...codes)),
  fc.string(),
)

export const tasks = new Map([[1, { name: 'ethereum' }]])

export const massLoss: AlertResource = {
  alert_id: 'mass_loss:1',
  kind: 'mass_loss',
  since: SINCE,
  task_id: 1,
  count: 300,
  of: 1000,
}

export const uncovered: AlertResource = {
  alert_id: 'coverage:1',
  kind: 'coverage',
  since: SINCE,
  task_id: 1,
  count: 1800,
  of: 6000,
  next_at: NIGHT + 60_000,
}

export function lost(id: string): AlertResource {
  return { alert_id: `consumer_lost:${id}`, kind: 'consumer_lost', since: SINCE, consumer_id: id }
}

export function manyLost(count: number): AlertResource[] {
  return Array.from({ length: count }, (_, i) => lost(`web-${String(i + 1).padStart(3, '0')}`))
}

/** An alert that others wrote all of. */
export function saying(message: string, i = 0): AlertResource {
  return { alert_id: `source_failed:${i}`, kind: 'source_failed', since: SINCE, task_id: i, count: 3, message }
}

export function raised(alerts: readonly AlertResource[], open = 0): ChannelMessage {
  return { kind: 'raised', at: NIGHT, since: SINCE, alerts, resolved: [], open }
}

export function allBack(alerts: readonly AlertResource[]): ChannelMessage {
  const at = NIGHT + 700_000
  return { kind: 'resolved', at, since: SINCE, resolved: alerts.map((alert) => ({ alert, cleared_at: at })) }
}

/** The summary of a day in which others wrote everything. */
export function dayOf(texts: readonly string[]): ChannelMessage {
  const summary: Summary = {
    from: NIGHT - 86_400_000,
    to: NIGHT,
    tasks: texts.slice(0, 3).map((name, i) => ({
      task_id: i,
      name,
      targets: 6000,
      coverage: { now: 0.98, mean: 0.99, least: 0.4 },
      epochs: [],
      epochs_made: 0,
    })),
    tasks_left_out: 0,
    consumers: { known: 1000, online: 997, least_online: 700 },
    incidents: [],
    incidents_left_out: 0,
    errors: texts.map((message) => ({ message, batches: 9 })),
    notes: texts.map((text) => ({ at: NIGHT, by: text, text })),
  }
  return { kind: 'summary', at: NIGHT, summary }
}

export const testMessage: ChannelMessage = { kind: 'test', at: NIGHT }
