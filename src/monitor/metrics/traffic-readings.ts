import type { Reading } from './reading.ts'
import type { SocketKind, Traffic } from './traffic.ts'

export function trafficReadings(traffic: Traffic): Reading[] {
  return [
    {
      kind: 'counter',
      name: 'batchdeck_frames_received_total',
      help: 'Frames of consumers by type and result: ok, or the code of the error it was answered with. `none` stands for what was refused unread or unreadable.',
      labels: ['type', 'result'],
      read: () => received(traffic),
    },
    {
      kind: 'counter',
      name: 'batchdeck_frames_sent_total',
      help: 'Frames to consumers and observers by type. Many of type error: a consumer speaks the protocol wrongly.',
      labels: ['type'],
      read: () => traffic.sent.read('type'),
    },
    {
      kind: 'counter',
      name: 'batchdeck_socket_received_bytes_total',
      help: 'Bytes of frames received, by kind of socket.',
      labels: ['kind'],
      read: () => byKind(traffic.bytesReceived),
    },
    {
      kind: 'counter',
      name: 'batchdeck_socket_sent_bytes_total',
      help: 'Bytes of frames sent, by kind of socket.',
      labels: ['kind'],
      read: () => byKind(traffic.bytesSent),
    },
    {
      kind: 'counter',
      name: 'batchdeck_sockets_closed_total',
      help: 'Sockets that the monitor ended, by kind and code (WS-18). TOO_SLOW: who reads there is overloaded, or its line is.',
      labels: ['kind', 'code'],
      read: () => traffic.closed.read('kind', 'code'),
    },
    {
      kind: 'counter',
      name: 'batchdeck_handshakes_refused_total',
      help: 'Connections that were refused, by code. UNAUTHORIZED: a wrong token; TLS_HANDSHAKE: it spoke no TLS, or distrusts the certificate.',
      labels: ['code'],
      read: () => traffic.refused.read('code'),
    },
    {
      kind: 'counter',
      name: 'batchdeck_connections_cut_total',
      help: 'Connections that were ended, by reason. strangers: too many without token or registration (ED-4); descriptors: none left; slow_body, slow_reader: nothing came, or nobody read (ED-3); pipelining: requests that wait for no answer (ED-8).',
      labels: ['reason'],
      read: () => traffic.cut.read('reason'),
    },
  ]
}

function received({ accepted, rejected }: Traffic): (readonly [{ type: string; result: string }, number])[] {
  const ok = Array.from(accepted.read('type'), ([{ type }, count]) => [{ type, result: 'ok' }, count] as const)
  return [...ok, ...rejected.read('type', 'result')]
}

function byKind(bytes: Readonly<Record<SocketKind, number>>): (readonly [{ kind: string }, number])[] {
  return Object.entries(bytes).map(([kind, count]) => [{ kind }, count] as const)
}
