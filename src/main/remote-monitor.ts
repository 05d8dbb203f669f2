import type { ConsoleFrame } from '../contract/feed.ts'
import { type ConnectionState, connectWebSocket } from '../console/client.ts'
import type { ConnectionProblem, RemoteFinding } from '../contract/desktop-bridge.ts'
import type { ConsoleConnection } from '../monitor/console-calls.ts'
import { openRemoteSocket, type Remote } from './remote-socket.ts'

/** A console's connection that may be lost and come back. */
export interface MonitorConnection extends ConsoleConnection {
  /** Told the present state at once and then each change; returns what ends it. */
  onConnection(listener: (state: ConnectionState) => void): () => void
}

/**
 * Another monitor as the same console API as our own: it reconnects by itself, later each time, and every subscription
 * begins with a snapshot.
 * @param onProblem why it is not reached; null once it is
 */
export function connectRemote(
  remote: Remote,
  onProblem: (problem: ConnectionProblem | null) => void = () => {},
): MonitorConnection {
  let isClosed = false
  const client = connectWebSocket({
    open: () => openRemoteSocket(remote, (problem) => !isClosed && onProblem(problem)),
    setTimeout: (action, after) => setTimeout(action, after).unref(),
  })
  let hasBegun = false
  client.subscribe(() => (hasBegun = true))
  return {
    call: (method, params) => client.call(method, params),
    subscribe(listener) {
      // Whoever comes later would miss the snapshot.
      if (hasBegun) client.resubscribe()
      hasBegun = false
      let hasSnapshot = false
      return client.subscribe((frame) => {
        hasSnapshot ||= frame.type === 'snapshot'
        if (hasSnapshot) listener(frame)
      })
    },
    onConnection: (listener) => client.onConnection(listener),
    close() {
      isClosed = true
      client.close()
    },
  }
}

/** Whether there is a monitor at an address that lets this token in. */
export function testRemote(remote: Remote): Promise<RemoteFinding> {
  return new Promise((found) => {
    const socket = openRemoteSocket(remote, (problem) => problem && found({ ok: false, problem }))
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data) as ConsoleFrame
      if (frame.type === 'snapshot') {
        const { server, consumers } = frame.snapshot
        found({ ok: true, url: remote.url, version: server.version, role: server.role, consumers: consumers.length })
      }
      socket.close()
    }
  })
}

/** Our own monitor, which is there as long as the app is. */
export function alwaysLive(connection: ConsoleConnection): MonitorConnection {
  return {
    ...connection,
    onConnection(listener) {
      listener('live')
      return () => {}
    },
  }
}
