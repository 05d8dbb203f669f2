import { WebSocket } from 'ws'
import { errorTable } from '../../contract/errors.ts'

/** What `ws` closes a socket with by itself; it gives no reason for any of them. */
const REASONS: Readonly<Record<number, string>> = {
  1002: 'A frame that is not as RFC 6455 wants it',
  1007: 'A text that is not UTF-8',
  1008: 'Too many pieces of one message',
  [errorTable.TOO_LARGE.close]: errorTable.TOO_LARGE.title,
}

/** `[WS-18]` A socket that says why, also where `ws` closes it by itself. */
export class ReasonedSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, reason ?? REASONS[code ?? 0])
  }
}
