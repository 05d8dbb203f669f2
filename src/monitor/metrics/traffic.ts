import { consumerFrames } from '../../contract/consumer-frames.ts'
import { Tally } from './tally.ts'

export type SocketKind = 'consumer' | 'console'

/** What went over the sockets since the start. On the way of a frame it does nothing but add. */
export class Traffic {
  /** Frames that were accepted, by type. */
  readonly accepted = new Tally(Object.keys(consumerFrames))
  /** Frames that were not, by type and code. The type of what was refused unread or unreadable is `none`. */
  readonly rejected = new Tally([
    'none INVALID_JSON',
    'none INVALID_MESSAGE',
    'none RATE_LIMITED',
    'register TOO_MANY_CONSUMERS',
  ])
  /** To consumers and observers, by type. */
  readonly sent = new Tally(['connected', 'registered', 'pong', 'batch_reload', 'error'])
  /** Sockets that the monitor ended, by kind and code. */
  readonly closed = new Tally([
    'consumer TOO_SLOW',
    'consumer RATE_LIMITED',
    'consumer REGISTER_TIMEOUT',
    'consumer PING_TIMEOUT',
    'consumer SESSION_REPLACED',
    'consumer TOO_MANY_CONSUMERS',
    'consumer UNAUTHORIZED',
    'console TOO_SLOW',
  ])
  /** Handshakes that were refused, by code. */
  readonly refused = new Tally(['UNAUTHORIZED', 'FORBIDDEN', 'NOT_FOUND', 'TOO_MANY_CONNECTIONS', 'TLS_HANDSHAKE'])
  /** Connections that were ended before anything was said on them, or because nothing more was, by reason. */
  readonly cut = new Tally(['strangers', 'descriptors', 'slow_body', 'slow_reader', 'pipelining'])
  /** Of frames, without what WebSocket and TLS add. */
  readonly bytesReceived: Record<SocketKind, number> = { consumer: 0, console: 0 }
  readonly bytesSent: Record<SocketKind, number> = { consumer: 0, console: 0 }
}
