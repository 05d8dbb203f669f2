import type { AlertResource } from './resources/alert.ts'
import type { Summary } from './resources/summary.ts'

/** An alert that is over, as it was last. */
export interface ResolvedAlert {
  readonly alert: AlertResource
  readonly cleared_at: number
}

/** What is passed on to a channel, as data: words are made of it when it is sent, in the language of the channel. */
export type ChannelMessage =
  /**
   * `alerts` are news; `resolved` are over since the last message; `open` is how many of those said before still are.
   * `since` is when the first of all that is open was raised: the same in each message about it, up to "all back".
   */
  | {
      readonly kind: 'raised'
      readonly at: number
      readonly since?: number
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
