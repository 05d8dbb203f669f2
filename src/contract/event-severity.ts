import type { EventType } from './events.ts'
import { alertKinds, type Severity, severityOf } from './resources/alert.ts'

/** Always the same, or by what stands in a field of the data. */
export type SeverityRule =
  | Severity
  | {
      readonly by: string
      readonly of: Readonly<Record<string, SeverityRule>>
      readonly otherwise: SeverityRule
    }

/** All of these values of a field are a warning, and no other. */
const warningOf = (by: string, ...values: string[]): SeverityRule => ({
  by,
  of: Object.fromEntries(values.map((value) => [value, 'warning'])),
  otherwise: 'info',
})

/** `[EV-10]` How grave events are: one table for whoever shows them and for whoever searches them. */
export const eventSeverities: Readonly<Record<EventType, SeverityRule>> = {
  batch_status: warningOf('status', 'error'),
  consumer_status: warningOf('state', 'suspect', 'offline', 'lost'),
  member: warningOf('change', 'lost', 'flapping'),
  epoch: warningOf('state', 'degraded'),
  reload_sent: 'info',
  reload_ack: 'info',
  rollout: warningOf('state', 'stuck'),
  session: 'info',
  operator: { by: 'outcome', of: { ok: 'info' }, otherwise: 'warning' },
  error: 'warning',
  limit: 'warning',
  alert: {
    by: 'action',
    of: {
      raised: {
        by: 'kind',
        of: Object.fromEntries(alertKinds.map((kind) => [kind, severityOf(kind)])),
        otherwise: 'warning',
      },
    },
    otherwise: 'info',
  },
  storage: { by: 'action', of: { recovered: 'info' }, otherwise: 'critical' },
  source: warningOf('outcome', 'failed', 'waiting'),
  note: 'info',
  window: 'info',
  clock: 'warning',
  monitor: 'info',
}

/** `[EV-10]` For what a monitor of an earlier version has answered, too. */
export function severityOfEvent({ type, data }: { readonly type: EventType; readonly data: object }): Severity {
  // One of a later version is at least no alarm.
  let rule: SeverityRule = eventSeverities[type] ?? 'info'
  while (typeof rule !== 'string') {
    const value: unknown = (data as Readonly<Record<string, unknown>>)[rule.by]
    rule = (typeof value === 'string' && Object.hasOwn(rule.of, value) && rule.of[value]) || rule.otherwise
  }
  return rule
}
