import { randomUUID } from 'node:crypto'
import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { refusal } from '../../contract/refusal.ts'
import type { BasePath } from '../edge/base-path.ts'
import { problemDocument, rawProblem } from './problems.ts'
import type { RequestRecorder } from './request-recorder.ts'

/**
 * Ends a connection on which no request could be read, with an answer where it can be heard. What came is not looked at:
 * it may hold anything.
 * @param onTlsFailure it was TLS that failed, or was not spoken at all
 */
export function answerMalformed(
  error: NodeJS.ErrnoException,
  socket: Socket,
  requests: RequestRecorder,
  onTlsFailure: () => void,
): void {
  if (error.code !== undefined && /^ERR_(SSL|TLS)_/.test(error.code)) onTlsFailure()
  else if (error.code !== 'ECONNRESET' && socket.writable) {
    const status = statusOf(error.code)
    const requestId = randomUUID()
    requests.malformed(socket.remoteAddress ?? null, status, requestId)
    const body = { type: 'about:blank', title: STATUS_CODES[status], status, request_id: requestId }
    socket.write(rawProblem(status, JSON.stringify(body), requestId))
  }
  socket.destroy(error)
}

/** `[ED-3]` Answers whoever sends a body too slowly, where it has no answer yet, and ends the connection. */
export function answerSlowBody(
  { socket }: IncomingMessage,
  isAnswered: boolean,
  requestId: string,
  base: BasePath,
): void {
  if (isAnswered) {
    socket.destroy()
    return
  }
  const { status, text } = problemDocument(refusal('body_too_slow').toProblem(), requestId, base)
  socket.write(rawProblem(status, text, requestId))
  socket.destroySoon()
}

function statusOf(code: string | undefined): number {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408
  return code === 'HPE_HEADER_OVERFLOW' ? 431 : 400
}
