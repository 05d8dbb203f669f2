import type { ReloadAction } from '../contract/consumer-frames.ts'
import type { ErrorCode } from '../contract/errors.ts'
import type { EventData, EventSubject } from '../contract/events.ts'
import type { Sentence } from '../contract/phrase.ts'
import type { AlertMark, AlertResource } from '../contract/resources/alert.ts'
import type { BatchResource } from '../contract/resources/batch.ts'
import type { EpochResource } from '../contract/resources/epoch.ts'
import type { Note } from '../contract/resources/note.ts'
import type { AlertAct } from './alert-marks.ts'
import type { MemberEvent } from './member-events.ts'

/** What can become of a consumer; times of silence are ms since its last frame. */
type ConsumerFact =
  | { readonly kind: 'ConsumerOnline' | 'ConsumerOffline'; readonly consumerId: string }
  | { readonly kind: 'ConsumerSuspect' | 'ConsumerLost'; readonly consumerId: string; readonly silence: number }
  /** It left, was dismissed, or is forgotten. */
  | { readonly kind: 'ConsumerGone'; readonly consumerId: string }
  /** LV-3 */
  | { readonly kind: 'MembersChanged'; readonly event: Exclude<MemberEvent, { kind: 'restored' }> }

/** The connection that speaks for a consumer (WS-17). */
type SessionFact =
  | {
      readonly kind: 'SessionOpened' | 'SessionReplaced'
      readonly consumerId: string
      readonly sessionId: string
      readonly remote: string
      /** The name of the token it came by; null where none was needed. */
      readonly token: string | null
    }
  | {
      readonly kind: 'SessionClosed'
      readonly consumerId: string
      readonly sessionId: string
      readonly remote: string
      readonly token: string | null
      /** Why the monitor ended it; null where it did not. */
      readonly code: ErrorCode | null
    }

type EpochFact =
  /** `consumersTold` are those that it concerns, connected or not. */
  | { readonly kind: 'EpochPublished'; readonly epoch: EpochResource; readonly consumersTold: number }
  /** EP-4: it came into the state that it has now. */
  | { readonly kind: 'EpochEntered'; readonly epoch: EpochResource }

interface OfReload {
  readonly taskId: number
  readonly consumerId: string
  readonly epoch: number
}

/** EP-3 */
type ReloadFact =
  | ({
      readonly kind: 'ReloadSent'
      /** It was not answered in time. */
      readonly isRepeat: boolean
      /** The same epoch was sent on this connection before. */
      readonly isAgain: boolean
    } & OfReload)
  /** `took` is the time since the last one on this connection, ms; null for a late answer or a second one. */
  | ({ readonly kind: 'ReloadAnswered'; readonly action: ReloadAction; readonly took: number | null } & OfReload)
  /** WS-8: an answer that nobody waited for. */
  | { readonly kind: 'ReloadAnsweredUnasked'; readonly action: ReloadAction; readonly took: number | null }
  /** The consumer works with it. */
  | ({ readonly kind: 'ReloadConfirmed' } & OfReload)
  /** Sent as often as it may be, and still not answered. */
  | ({ readonly kind: 'ReloadUnanswered' } & OfReload)

type OtherFact =
  /** A report with another status or message than before; progress alone is none. */
  | { readonly kind: 'BatchReported'; readonly batch: BatchResource }
  | { readonly kind: 'AlertRaised' | 'AlertCleared'; readonly alert: AlertResource }
  /** AL-6 */
  | {
      readonly kind: 'AlertMarked'
      readonly alert: AlertResource
      readonly action: AlertAct['action']
      /** `until` of a snooze, ms. */
      readonly mark: AlertMark & { readonly until?: number }
    }
  | { readonly kind: 'StorageFailed'; readonly what: 'database'; readonly problem: Sentence }
  | { readonly kind: 'StorageRecovered'; readonly what: 'database' | 'events'; readonly problem: Sentence | null }
  /** What others did, in order with what came of it. */
  | { readonly kind: 'OperatorActed'; readonly subject: EventSubject; readonly data: EventData<'operator'> }
  /** NT-1 */
  | { readonly kind: 'NoteMade'; readonly note: Note }
  /** SO-5 */
  | { readonly kind: 'SourceRan'; readonly taskId: number; readonly data: EventData<'source'> }
  /** MW-1 */
  | { readonly kind: 'WindowChanged'; readonly taskId: number | undefined; readonly data: EventData<'window'> }
  /** LV-7: the clock was set, or the monitor did not run; ms. */
  | { readonly kind: 'ClockChanged'; readonly change: 'stepped' | 'gap'; readonly by: number }
  | { readonly kind: 'MonitorStarted' | 'MonitorStopping'; readonly version: string }
  /** EV-3: all of one second and origin; `at` is when it began. */
  | { readonly kind: 'FrameRefused'; readonly subject: EventSubject; readonly data: EventData<'error'> }
  | { readonly kind: 'LimitHit'; readonly subject: EventSubject; readonly data: EventData<'limit'> }

/** Something that happened. It is never changed, and what it is about is as it was then. `at` is ms since 1970. */
export type Fact = (ConsumerFact | SessionFact | EpochFact | ReloadFact | OtherFact) & { readonly at: number }
