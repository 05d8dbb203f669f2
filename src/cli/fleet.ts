import { type ClientOptions, type RawData, WebSocket } from 'ws'
import { AttentiveTransport } from '../console/attentive-transport.ts'
import { ConsoleClient } from '../console/client.ts'
import type { FleetData } from '../console/fleet-data.ts'
import { type SocketLike, socketTransport, withPlace } from '../console/socket-transport.ts'
import { BatchdeckError, errorTable } from '../contract/errors.ts'
import type { FeedPlace } from '../contract/feed-place.ts'
import type { ProcedureInput, ProcedureName, ProcedureResult } from '../contract/procedures.ts'
import type { Connection } from './connection.ts'
import { Failure, noMonitorAt, refusedBy, unreachedAt } from './failure.ts'
import { problemIn, shownAnswer } from './monitor-api.ts'

const HANDSHAKE_TIMEOUT_MS = 10_000
/** As much as is read of a refusal, in characters. */
const MAX_REFUSAL_LENGTH = 64 * 1024

/** The fleet as a console sees it, live: everything at first, then what changes; it comes back by itself. */
export class Fleet implements Disposable {
  /** What is there; null before the first frame. */
  data: FleetData | null = null
  /** Since when it is not reached, by this machine's clock in ms; null while it is. */
  lostSince: number | null = null
  private readonly client: ConsoleClient
  private readonly connection: Connection
  private readonly first = Promise.withResolvers<FleetData>()
  private readonly onFatal: (failure: Failure) => void
  private socket: WebSocket | null = null
  /** The monitor's clock before this machine's, ms. */
  private ahead = 0
  private failure: Failure | null = null
  private retry: NodeJS.Timeout | undefined

  /** @param onFatal told why it will not come back: nobody is let in with this token any more */
  constructor(connection: Connection, onFatal: (failure: Failure) => void = () => {}) {
    this.connection = connection
    this.onFatal = onFatal
    this.first.promise.catch(() => {})
    const environment = {
      setTimeout: (action: () => void, after: number) => setTimeout(action, after).unref(),
      now: Date.now,
    }
    const transport = new AttentiveTransport(
      socketTransport((after) => this.open(after)),
      environment,
    )
    // A retry is what keeps this process alive, until nobody wants it any more.
    const setRetry = (action: () => void, after: number) => (this.retry = setTimeout(action, after))
    this.client = new ConsoleClient({ ...environment, transport, setTimeout: setRetry })
    this.client.subscribe((frame, data) => {
      this.ahead = frame.now - Date.now()
      this.data = data
      this.first.resolve(data)
    })
    this.client.onConnection((state) => {
      if (state === 'live') this.lostSince = null
      else if (this.data !== null) this.lostSince ??= Date.now()
    })
  }

  /** By the monitor's clock, ms. */
  get now(): number {
    return Date.now() + this.ahead
  }

  /** @throws {Failure} where it is not reached at the first attempt */
  async ready(): Promise<FleetData> {
    const { base, timeout } = this.connection
    const late = setTimeout(() => this.first.reject(unreachedAt(base, { name: 'TimeoutError', message: '' })), timeout)
    try {
      return await this.first.promise
    } finally {
      clearTimeout(late)
    }
  }

  /** @throws {Failure} */
  async call<N extends ProcedureName>(name: N, input: ProcedureInput<N>): Promise<ProcedureResult<N>> {
    try {
      return await this.client.call(name, input)
    } catch (error) {
      if (!(error instanceof BatchdeckError)) throw error
      if (error.reason === 'connection_lost' || error.reason === 'monitor_unreachable') {
        throw new Failure(
          'unreached',
          `The monitor at ${this.connection.base} went away before it answered. Check what it did before you try again.`,
          error,
        )
      }
      const { code, message, complaints } = error
      throw refusedBy({ code, message, places: complaints })
    }
  }

  [Symbol.dispose](): void {
    this.client.close()
    this.socket?.terminate()
    clearTimeout(this.retry)
  }

  private open(after: FeedPlace | null): SocketLike {
    const { base, token } = this.connection
    const options: ClientOptions = {
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      followRedirects: false,
      perMessageDeflate: { clientNoContextTakeover: true, serverNoContextTakeover: true },
    }
    const socket = new WebSocket(withPlace(`${base.replace(/^http/, 'ws')}/websocket/console`, after), options)
    this.socket = socket
    const shown: SocketLike = {
      onmessage: null,
      onclose: null,
      send: (text) => socket.send(text),
      close: () => socket.terminate(),
    }
    let hasAnswered = false
    socket.on('unexpected-response', (_request, response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => {
        if (body.length < MAX_REFUSAL_LENGTH) body += text
      })
      response.once('close', () => {
        const { 'content-type': type, location } = response.headers
        this.fail(
          isPlainRequest(body)
            ? new Failure(
                'unreached',
                `A proxy at ${base} does not pass WebSockets on to the monitor: it has to forward the Upgrade header.`,
              )
            : (problemIn(body) ?? noMonitorAt(base, shownAnswer(response.statusCode ?? 0, type, location))),
        )
        socket.terminate()
      })
    })
    socket.on('error', (error) => this.fail(unreachedAt(base, error)))
    socket.on('message', (data: RawData) => {
      const text = (data as Buffer).toString('utf8')
      if (!hasAnswered && !isFrame(text)) {
        this.fail(noMonitorAt(base, 'a WebSocket of something else'))
        socket.terminate()
        return
      }
      hasAnswered = true
      this.failure = null
      shown.onmessage?.({ data: text })
    })
    socket.on('close', (code, reason) => {
      if (code === 1008) this.fail(closedBy(reason.toString()))
      else this.fail(unreachedAt(base, { code: 'ECONNRESET' }))
      shown.onclose?.()
      this.failure = null
    })
    return shown
  }

  /** The first reason is the true one; what follows it is its consequence. */
  private fail(failure: Failure): void {
    this.failure ??= failure
    this.first.reject(this.failure)
    if (this.failure.ending === 'forbidden') this.onFatal(this.failure)
  }
}

/** A monitor that knows no such address was asked without an upgrade: a proxy has left it out. */
function isPlainRequest(body: string): boolean {
  return /GET \S*\/websocket\/console/.test(body) && problemIn(body) !== null
}

/** 1008 is for tokens that ended, and for too much traffic: only the former is final. */
function closedBy(reason: string): Failure {
  const isPassing = reason === errorTable.RATE_LIMITED.title
  return new Failure(isPassing ? 'unreached' : 'forbidden', `The monitor closed the connection: ${reason}.`)
}

function isFrame(text: string): boolean {
  try {
    const { type } = JSON.parse(text) as { type?: unknown }
    return type === 'snapshot' || type === 'changes'
  } catch {
    return false
  }
}
