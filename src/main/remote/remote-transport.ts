import { AttentiveTransport } from '../../console/attentive-transport.ts'
import { socketTransport } from '../../console/socket-transport.ts'
import type { ConnectionProblem, RemoteFinding } from '../../contract/connection-problem.ts'
import type { ConsoleFrame } from '../../contract/feed.ts'
import type { Transport } from '../../console/transport.ts'
import { isSound } from './frame-shape.ts'
import { openRemoteSocket, type Remote } from './remote-socket.ts'

/** Another monitor. @param onProblem why it is not reached; null once it is */
export function remoteTransport(
  remote: Remote,
  onProblem: (problem: ConnectionProblem | null) => void,
): AttentiveTransport {
  const sockets = socketTransport((after) => openRemoteSocket(remote, after, onProblem))
  return new AttentiveTransport(onlySound(sockets), {
    setTimeout: (action, after) => setTimeout(action, after).unref(),
    now: Date.now,
  })
}

/** What is thrown goes to the socket, which gives up a monitor that speaks like that. */
function onlySound(transport: Transport): Transport {
  return {
    open: (after, events) =>
      transport.open(after, {
        ...events,
        receive: (message) => {
          if (!isSound(message)) throw new TypeError('no message of a monitor')
          events.receive(message)
        },
      }),
  }
}

/** The first frame of a large fleet takes so long on a slow line, ms. */
const TEST_TIMEOUT_MS = 180_000

/** Whether there is a monitor at an address that lets this token in. */
export function testRemote(remote: Remote, patienceMs = TEST_TIMEOUT_MS): Promise<RemoteFinding> {
  return new Promise((found) => {
    const socket = openRemoteSocket(remote, null, (problem) => {
      clearTimeout(patience)
      if (problem) found({ ok: false, problem })
    })
    // What opens and answers pings may still never say what it is.
    const patience = setTimeout(() => {
      found({ ok: false, problem: { fault: 'timeout', detail: '' } })
      socket.close()
    }, patienceMs).unref()
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data) as ConsoleFrame
      if (frame.type !== 'snapshot' || !isSound(frame)) throw new TypeError('no snapshot of a monitor')
      const { server, consumers } = frame.snapshot
      found({ ok: true, url: remote.url, version: server.version, role: server.role, consumers: consumers.length })
      socket.close()
    }
  })
}
