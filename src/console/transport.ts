import type { ConnectionState } from '../contract/connection-state.ts'
import type { ConsoleFrame } from '../contract/feed.ts'
import type { FeedPlace, SubscribeMessage } from '../contract/feed-place.ts'
import type { ConsoleAnswer, ConsoleCall } from '../contract/procedures.ts'

/** What a wire tells whoever opened it. */
export interface WireEvents {
  /** A frame of the subscription, or the answer to a call. */
  receive(message: ConsoleFrame | ConsoleAnswer): void
  /** What is at the other end is no monitor but shows one: how that one is connected. */
  relay(state: ConnectionState): void
  /** It is of no use any more. */
  closed(): void
}

/** An open way to a monitor. */
export interface Wire {
  send(message: ConsoleCall | SubscribeMessage): void
  /** Told by {@link WireEvents.closed}, now or soon. */
  close(): void
}

/** How a monitor is reached: a WebSocket, IPC, or a call within the process. */
export interface Transport {
  /** Opens a wire, which subscribes by itself. @param after up to where everything is known; null asks for a snapshot */
  open(after: FeedPlace | null, events: WireEvents): Wire
}
