import { type FeedPlace, placeQuery } from '../contract/feed-place.ts'
import { unpackFrame, type WireFrame } from '../contract/packed-frames.ts'
import type { ConsoleAnswer } from '../contract/procedures.ts'
import type { Transport } from './transport.ts'

/** The part of a WebSocket that is used. */
export interface SocketLike {
  onmessage: ((event: { data: string }) => void) | null
  onclose: (() => void) | null
  send(text: string): void
  close(): void
}

/** The console socket of a monitor. @param open a new socket, to the address {@link withPlace} makes */
export function socketTransport(open: (after: FeedPlace | null) => SocketLike): Transport {
  return {
    open(after, events) {
      const socket = open(after)
      socket.onmessage = ({ data }) => {
        const message = JSON.parse(data) as WireFrame | ConsoleAnswer
        events.receive(message.type === 'answer' ? message : unpackFrame(message))
      }
      socket.onclose = () => events.closed()
      return { send: (message) => socket.send(JSON.stringify(message)), close: () => socket.close() }
    },
  }
}

/** The address of a console socket that goes on after a place. */
export function withPlace(url: string, after: FeedPlace | null): string {
  return after === null ? url : `${url}${url.includes('?') ? '&' : '?'}${placeQuery(after)}`
}
