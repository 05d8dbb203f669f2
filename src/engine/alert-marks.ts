import type { AlertMark, AlertResource } from '../contract/resources/alert.ts'

/** `[AL-6]` What an operator says of an alert in force. The last word counts: acknowledging ends a snooze, and the other way round. */
export type AlertAct =
  | { readonly action: 'acknowledged' | 'unacknowledged' | 'unsnoozed'; readonly mark: AlertMark }
  | { readonly action: 'snoozed'; readonly mark: AlertMark & { readonly until: number } }

export type AlertMarks = Pick<AlertResource, 'acknowledged' | 'snoozed'>

/** What is said of it from then on; null where that is nothing new. */
export function marksAfter({ acknowledged, snoozed }: AlertMarks, { action, mark }: AlertAct): AlertMarks | null {
  switch (action) {
    case 'acknowledged':
      // Whoever has only clicked later does not take it over from whoever has said why.
      return acknowledged && mark.why === undefined ? null : { acknowledged: mark }
    case 'unacknowledged':
      return acknowledged ? {} : null
    case 'snoozed':
      return { snoozed: mark }
    case 'unsnoozed':
      return snoozed ? {} : null
  }
}

/** What is left of it at a moment: a snooze ends by itself. */
export function marksAt({ acknowledged, snoozed }: AlertMarks, now: number): AlertMarks {
  return { ...(acknowledged && { acknowledged }), ...(snoozed && now < snoozed.until && { snoozed }) }
}

/** After a restart. However the clock was set meanwhile, nothing was said later than now, and no snooze is longer than it was. */
export function restoredMarks({ acknowledged, snoozed }: AlertMarks, now: number): AlertMarks {
  const late = snoozed ? Math.max(0, snoozed.at - now) : 0
  return {
    ...(acknowledged && { acknowledged: { ...acknowledged, at: Math.min(acknowledged.at, now) } }),
    ...(snoozed && { snoozed: { ...snoozed, at: snoozed.at - late, until: snoozed.until - late } }),
  }
}

/** `[LV-7]` The clock was set by so many ms. */
export function shiftedMarks({ acknowledged, snoozed }: AlertMarks, by: number): AlertMarks {
  return {
    ...(acknowledged && { acknowledged: { ...acknowledged, at: acknowledged.at + by } }),
    ...(snoozed && { snoozed: { ...snoozed, at: snoozed.at + by, until: snoozed.until + by } }),
  }
}

/** The same alert with other marks, and muted or not. */
export function withMarks<A extends object>(
  alert: A & Partial<Pick<AlertResource, 'acknowledged' | 'snoozed' | 'muted'>>,
  { acknowledged, snoozed }: AlertMarks,
  muted: AlertResource['muted'] | null = alert.muted ?? null,
): A {
  const { acknowledged: _a, snoozed: _s, muted: _m, ...bare } = alert
  return { ...bare, ...(acknowledged && { acknowledged }), ...(snoozed && { snoozed }), ...(muted && { muted }) } as A
}
