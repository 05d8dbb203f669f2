import type { Sentence } from '../../contract/phrase.ts'
import type { Place } from '../../contract/place.ts'
import type { TaskResource } from '../../contract/resources/task.ts'

export type { ChannelMessage } from '../../contract/channel-message.ts'

/** What a sender needs besides the message. */
export interface SendContext {
  /** The same for each attempt: receivers know by it that they have had it. */
  readonly deliveryId: string
  /** The name of the monitor, as it stands in front of each title. */
  readonly monitor: string
  /** The address of a place in the console; it shows and never acts. */
  readonly link: (place: Place) => string
  /** The same into the desktop app; null where the monitor has no public address. */
  readonly appLink: (place: Place) => string | null
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
