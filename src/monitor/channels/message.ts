import type { Sentence } from '../../contract/phrase.ts'
import type { Place } from '../../contract/place.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import type { Summary } from '../../contract/resources/summary.ts'
import type { TaskResource } from '../../contract/resources/task.ts'

/** An alert that is over, as it was last. */
export interface ResolvedAlert {
  readonly alert: AlertResource
  readonly cleared_at: number
}

/** What is passed on to a channel, as data: words are made of it when it is sent, in the language of the channel. */
export type ChannelMessage =
  /** `alerts` are news; `resolved` are over since the last message; `open` is how many of those said before still are. */
  | {
      readonly kind: 'raised'
      readonly at: number
      readonly alerts: readonly AlertResource[]
      readonly resolved: readonly ResolvedAlert[]
      readonly open: number
    }
  /** All that was said is over: "all back". `since` is when the first of it was raised. */
  | {
      readonly kind: 'resolved'
      readonly at: number
      readonly since: number
      readonly resolved: readonly ResolvedAlert[]
    }
  | { readonly kind: 'summary'; readonly at: number; readonly summary: Summary }
  | { readonly kind: 'test'; readonly at: number }

/** What a sender needs besides the message. */
export interface SendContext {
  /** The same for each attempt: receivers know by it that they have had it. */
  readonly deliveryId: string
  /** The name of the monitor, as it stands in front of each title. */
  readonly monitor: string
  /** The address of a place in the console; it shows and never acts. */
  readonly link: (place: Place) => string
  readonly tasks: ReadonlyMap<number, Pick<TaskResource, 'name'>>
  /** Whether it may lead to private addresses. */
  readonly allowsPrivate: boolean
  readonly version: string
  readonly now: () => number
  readonly signal: AbortSignal
}

/** What came of an attempt. No sentence ever holds a secret. */
export type SendOutcome =
  | { readonly kind: 'delivered' }
  /** It may be taken later. `after` is what the receiver asks for, ms; null where it does not say. */
  | { readonly kind: 'retry'; readonly problem: Sentence; readonly after: number | null }
  /** It will not be taken however often it is tried, until somebody changes something. */
  | { readonly kind: 'refused'; readonly problem: Sentence }
