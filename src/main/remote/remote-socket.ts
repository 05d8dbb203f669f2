import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls, createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
import { type RawData, WebSocket } from 'ws'
import type { ConsoleFrame } from '../../contract/feed.ts'
import { type SocketLike, withPlace } from '../../console/socket-transport.ts'
import type { FeedPlace } from '../../contract/feed-place.ts'
import type { ConnectionProblem } from '../../contract/connection-problem.ts'
import type { SshDestination } from '../../console/ssh-destination.ts'
import { isCompatible, problemOfAnswer, problemOfClose, problemOfError } from './connection-problem.ts'
import { SshStream } from './ssh-stream.ts'

/** Another monitor, and this app as far as that one must know it. */
export interface Remote {
  /** `https://deck.example:8443`, as seen from the SSH host where there is one. */
  readonly url: string
  /** `[DT-20]` The host that it is behind. */
  readonly ssh?: SshDestination | null
  readonly token: string | null
  /** Of this app. */
  readonly version: string
  /** How often a silent connection is tried, ms; one that has not answered by the next time is given up. */
  readonly pingEvery?: number
}

const HANDSHAKE_TIMEOUT_MS = 10_000
/** With the handshake of SSH, and those of the hosts on the way. */
const SSH_TIMEOUT_MS = 30_000
const PING_INTERVAL_MS = 15_000
/** As much as is read of a refusal, in characters. */
const MAX_REFUSAL_LENGTH = 64 * 1024
/** Of what could not be read, in characters. */
const MAX_DETAIL_LENGTH = 200

/**
 * The console socket of another monitor. The token goes in a header, so that it stands in no address on the way. What opens is
 * given on only once it has proven to be a monitor of a version that the page understands.
 * @param after up to where everything is known; null asks for a snapshot
 * @param onProblem told why it failed, before it is closed; null once it is open
 */
export function openRemoteSocket(
  remote: Remote,
  after: FeedPlace | null,
  onProblem: (problem: ConnectionProblem | null) => void,
): SocketLike {
  const { url, ssh = null, token, version, pingEvery = PING_INTERVAL_MS } = remote
  // What a header cannot hold goes as from a browser.
  const [headers, query] =
    token === null
      ? [{}, '']
      : /^[\x21-\x7e]+$/.test(token)
        ? [{ authorization: `Bearer ${token}` }, '']
        : [{}, `?token=${encodeURIComponent(token)}`]
  const address = withPlace(`${url.replace(/^http/, 'ws')}/websocket/console${query}`, after)
  const socket = new WebSocket(address, {
    headers: { ...headers, 'user-agent': `Batchdeck/${version}` },
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    // A large fleet says more than a slow line carries: packed it is a tenth (WS-25).
    perMessageDeflate: { clientNoContextTakeover: true, serverNoContextTakeover: true },
    followRedirects: false,
    ...(ssh === null
      ? url.startsWith('https:') && { secureContext: trusted() }
      : { createConnection: () => throughSsh(url, ssh, fail) }),
  })
  let problem: ConnectionProblem | null = null
  let isProven = false
  let isGivenUp = false
  let isAlive = true
  // A pong waits behind a snapshot, which may take minutes on a slow line: every byte of it is a sign of life.
  let wire: { readonly bytesRead: number } | null = null
  let bytesRead = 0
  const heartbeat = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return
    if (wire && wire.bytesRead !== bytesRead) {
      bytesRead = wire.bytesRead
      isAlive = true
    }
    if (!isAlive) {
      giveUp({ fault: 'lost', detail: '' })
      return
    }
    isAlive = false
    socket.ping()
  }, pingEvery)
  heartbeat.unref()
  // A stream has no timeout of its own.
  const patience = ssh && setTimeout(() => giveUp({ fault: 'timeout', detail: '' }), SSH_TIMEOUT_MS).unref()

  const shown: SocketLike = {
    onmessage: null,
    onclose: null,
    send: (text) => socket.send(text),
    close: () => socket.terminate(),
  }

  /** The first reason is the true one; what follows it is its consequence. */
  function fail(reason: ConnectionProblem): void {
    problem ??= reason
  }

  function giveUp(reason: ConnectionProblem): void {
    fail(reason)
    isGivenUp = true
    socket.terminate()
  }

  socket.on('unexpected-response', (_request, response) => {
    let body = ''
    response.setEncoding('utf8').on('data', (text: string) => {
      if (body.length < MAX_REFUSAL_LENGTH) body += text
    })
    response.once('close', () => {
      giveUp(problemOfAnswer(response.statusCode ?? 0, body, token !== null))
    })
  })
  socket.on('upgrade', (response) => {
    if (patience) clearTimeout(patience)
    wire = response.socket
  })
  socket.on('error', (error) => fail(problemOfError(error)))
  socket.on('pong', () => (isAlive = true))
  socket.on('message', (data: RawData) => {
    // What has arrived by then comes all the same.
    if (isGivenUp) return
    isAlive = true
    const text = (data as Buffer).toString('utf8')
    if (!isProven) {
      const doubt = doubtAbout(text, version, after)
      if (doubt) {
        giveUp(doubt)
        return
      }
      isProven = true
      onProblem(null)
    }
    try {
      shown.onmessage?.({ data: text })
    } catch (error) {
      // Whatever it has sent, or made of what was sent before: the app and its own monitor go on.
      giveUp({ fault: 'not_batchdeck', detail: (error as Error).message.slice(0, MAX_DETAIL_LENGTH) })
    }
  })
  socket.on('close', (code) => {
    clearInterval(heartbeat)
    if (patience) clearTimeout(patience)
    fail(problemOfClose(code))
    onProblem(problem)
    shown.onclose?.()
  })
  return shown
}

/** `[DT-20]` A way to the monitor from another host. Its certificate is still for the name that the address has. */
function throughSsh(url: string, ssh: SshDestination, onProblem: (problem: ConnectionProblem) => void): Duplex {
  const { protocol, hostname, port } = new URL(url)
  const isSecure = protocol === 'https:'
  const socket = new SshStream(ssh, `${hostname}:${port || (isSecure ? '443' : '80')}`, onProblem)
  if (!isSecure) return socket
  const host = hostname.replace(/^\[|\]$/g, '')
  return connectTls({ socket, host, servername: isIP(host) ? '' : host, secureContext: trusted() })
}

/** What is wrong with the first frame; null where it is a monitor's. */
function doubtAbout(text: string, version: string, after: FeedPlace | null): ConnectionProblem | null {
  try {
    const frame = JSON.parse(text) as ConsoleFrame
    // Only the very monitor that was there before goes on after a place of its own.
    if (after !== null && frame.type === 'changes' && [0, 1].includes(frame.seq - after.seq)) return null
    if (frame.type !== 'snapshot') return { fault: 'not_batchdeck', detail: '' }
    const theirs = frame.snapshot.server.version
    return isCompatible(theirs, version) ? null : { fault: 'other_version', detail: theirs }
  } catch {
    return { fault: 'not_batchdeck', detail: '' }
  }
}

/** The authorities that Node knows and those that the operator's system trusts, as a browser would. */
function trusted(): SecureContext {
  return createSecureContext({ ca: [...getCACertificates('default'), ...systemAuthorities()], minVersion: 'TLSv1.2' })
}

function systemAuthorities(): string[] {
  try {
    return getCACertificates('system')
  } catch {
    // Not every build of Node can ask the system.
    return []
  }
}
