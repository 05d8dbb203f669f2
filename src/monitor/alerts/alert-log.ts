import type { AlertHistory, AlertHistoryRange } from '../../contract/resources/alert-span.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import type { ChangeSet } from '../../engine/change-set.ts'
import type { AuditThread } from '../events/audit-log.ts'
import type { Incidents } from './alert-incidents.ts'
import type { AlertRecord } from './alert-store.ts'
import { withUnwritten } from './unwritten-spans.ts'

/** What only says more of an alert than before is written this often at most, ms. */
const UPDATE_INTERVAL_MS = 5000
/** How long a disk that refuses to write is left alone before the next attempt, ms. */
const RETRY_DELAY_MS = 2000
/** Alerts that are over and wait for a disk that refuses them; the oldest go. */
const MAX_WAITING = 20_000

interface Parts {
  /** They are kept in the audit log's file: a disk that refuses it is an alert of the audit log (EV-6). */
  readonly thread: Pick<AuditThread, 'call'>
  /** Has everything that happened so far accepted. */
  readonly collect: () => void
  /** Those in force when the monitor started, as they are on disk; null where they could not be read. */
  readonly open: readonly AlertResource[] | null
  /** ms since 1970. */
  readonly now: () => number
  /** Only forward, ms. */
  readonly steady: () => number
}

/** `[AL-2]` Carries which alerts come and go to the thread that keeps them, and what is asked of them back. */
export class AlertLog {
  private readonly parts: Parts
  /** Those in force, as they are on disk or on their way. */
  private readonly known: Map<string, string>
  private over: AlertRecord[] = []
  private readonly changed = new Map<string, AlertRecord>()
  /** Whether those on disk were taken over: of the others nobody knows that they are over. */
  private isTakenOver: boolean
  /** Whether one came or went, which is on disk at once. */
  private isUrgent = false
  private writing: Promise<void> | null = null
  private writtenAt = -Infinity
  private retryAt = -Infinity

  constructor(parts: Parts) {
    this.parts = parts
    this.known = new Map(parts.open?.map((alert) => [alert.alert_id, wordsOf(alert)]))
    this.isTakenOver = parts.open !== null
  }

  /** Takes in what happened. */
  readonly accept = ({ facts, alerts }: Pick<ChangeSet, 'facts' | 'alerts'>): void => {
    for (const fact of facts) if (fact.kind === 'AlertCleared') this.close(fact.alert, fact.at)
    for (const alert of alerts ?? []) this.keep(alert)
  }

  /** Hands over what is to be written; at most one write is under way. */
  tick(): void {
    const now = this.parts.steady()
    const isDue = this.isUrgent || (this.changed.size > 0 && now - this.writtenAt >= UPDATE_INTERVAL_MS)
    if (this.writing || !isDue || now < this.retryAt) return
    this.writing = this.write(now).finally(() => (this.writing = null))
  }

  /** `[AL-2]` With everything that happened before it was asked for. @throws {BatchdeckError} `STORAGE_FAILED` */
  async history(range: AlertHistoryRange): Promise<AlertHistory> {
    await this.settled()
    const unwritten = [...this.over, ...this.changed.values()]
    return withUnwritten(await this.parts.thread.call('alertHistory', range), unwritten, range)
  }

  /** `[CN-7]` The same as somebody tells of it. @throws {BatchdeckError} `STORAGE_FAILED` */
  async incidents(from: number, to: number): Promise<Incidents> {
    await this.settled()
    return this.parts.thread.call('alertIncidents', from, to)
  }

  /** Everything so far is on disk when this is done, or the disk has refused it. */
  async settled(): Promise<void> {
    this.parts.collect()
    await this.writing
    if (this.changed.size === 0 && this.over.length === 0) return
    this.isUrgent = true
    this.retryAt = -Infinity
    this.tick()
    await this.writing
  }

  /**
   * `[AL-6]` `[EP-11]` Has it on disk what an operator says of alerts, and then does it; nothing else is written in between.
   * @param draft those that would be otherwise, as they would be
   * @param act says it of those of them that are in force still
   * @throws {BatchdeckError} `STORAGE_FAILED`, and nothing is said
   */
  async decide<T>(
    draft: () => readonly AlertResource[],
    act: (alerts: readonly AlertResource[]) => readonly T[],
  ): Promise<readonly T[]> {
    this.parts.collect()
    // Another one may have begun meanwhile.
    // oxlint-disable-next-line no-await-in-loop
    while (this.writing) await this.writing
    const alerts = draft()
    if (alerts.length === 0) return []
    const records = alerts.map((alert) => ({ alert, most: alert.count ?? null, clearedAt: null }))
    const done = this.parts.thread.call('writeAlerts', records).then(() => act(alerts))
    this.writing = ended(done).finally(() => (this.writing = null))
    return done
  }

  private keep(alert: AlertResource): void {
    const { alert_id: id, since, count = null } = alert
    const words = wordsOf(alert)
    const before = this.known.get(id)
    if (words === before) return
    this.known.set(id, words)
    this.isUrgent ||= before === undefined || !before.startsWith(`${since} `)
    const waiting = this.changed.get(id)?.most ?? null
    const most = count === null || waiting === null ? (count ?? waiting) : Math.max(count, waiting)
    this.changed.set(id, { alert, most, clearedAt: null })
  }

  private close(alert: AlertResource, at: number): void {
    const { alert_id: id, count = null } = alert
    const most = this.changed.get(id)?.most ?? count
    this.known.delete(id)
    this.changed.delete(id)
    this.over.push({ alert, most, clearedAt: at })
    if (this.over.length > MAX_WAITING) this.over = this.over.slice(-MAX_WAITING)
    this.isUrgent = true
  }

  /** Those of before a start at which they could not be read, and for which there is no reason any more. */
  private async leftOpen(over: readonly AlertRecord[]): Promise<readonly AlertRecord[]> {
    if (this.isTakenOver) return []
    const open = await this.parts.thread.call('alertsInForce')
    const known = new Set([...this.known.keys(), ...over.map(({ alert }) => alert.alert_id)])
    const clearedAt = this.parts.now()
    return open.flatMap((alert) => (known.has(alert.alert_id) ? [] : [{ alert, most: null, clearedAt }]))
  }

  private async write(now: number): Promise<void> {
    const { over } = this
    const changed = [...this.changed.values()]
    this.over = []
    this.changed.clear()
    this.isUrgent = false
    this.writtenAt = now
    try {
      const left = await this.leftOpen(over)
      await this.parts.thread.call('writeAlerts', [...left, ...over, ...changed])
      this.isTakenOver = true
    } catch {
      this.retryAt = now + RETRY_DELAY_MS
      this.over = [...over, ...this.over].slice(-MAX_WAITING)
      const isOver = new Set(this.over.slice(over.length).map(({ alert }) => alert.alert_id))
      // What is newer stays; what is over by now says all of it.
      for (const record of changed) {
        const { alert_id: id } = record.alert
        if (!this.changed.has(id) && !isOver.has(id)) this.changed.set(id, record)
      }
      this.isUrgent = true
    }
  }
}

async function ended(write: Promise<unknown>): Promise<void> {
  await Promise.allSettled([write])
}

/** Since when it is, and all that it says but for what changes by itself, or follows from something else. */
function wordsOf(given: AlertResource): string {
  const { since, next_at: _next, muted: _muted, ...alert } = given
  return `${since} ${JSON.stringify(alert)}`
}
