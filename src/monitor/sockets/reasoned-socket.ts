import { WebSocket } from 'ws'
import { errorTable } from '../../contract/errors.ts'

const { close: TOO_LARGE_CLOSE, title: TOO_LARGE_TITLE } = errorTable.TOO_LARGE

/** `[WS-18]` A socket that says why, also where `ws` closes it by itself: it gives no reason for a frame that is too large. */
export class ReasonedSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, reason ?? (code === TOO_LARGE_CLOSE ? TOO_LARGE_TITLE : undefined))
  }
}
