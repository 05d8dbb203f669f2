import type { SettingRow } from './setting-value.ts'

const hour = 3_600_000

/** How the monitor is reached, by whom, and where its data is. */
export const serverSettings = {
  'server.host': { kind: 'text', default: '127.0.0.1', meaning: 'Address to listen on.' },
  'server.port': {
    kind: 'integer',
    min: 0,
    max: 65_535,
    default: 8080,
    meaning: 'Port to listen on; 0 takes any free one.',
  },
  'server.allowed-hosts': {
    kind: 'text',
    form: 'hosts',
    default: null,
    meaning:
      'Names under which callers reach the monitor, beside its own addresses: console.example.com, *.example.com.',
  },
  'server.trusted-proxies': {
    kind: 'text',
    form: 'addresses',
    default: null,
    meaning: 'Reverse proxies whose X-Forwarded-For, -Proto and -Host are believed: loopback, 10.0.0.7, 10.1.0.0/16.',
  },
  'server.base-path': {
    kind: 'text',
    form: 'path',
    default: null,
    meaning: 'Path under which a reverse proxy shows the monitor, for example /batchdeck.',
  },
  'server.token': { kind: 'text', secret: true, default: null, meaning: 'Operator token: may do everything.' },
  'server.consumer-token': {
    kind: 'text',
    secret: true,
    default: null,
    meaning: 'Token of consumers: may register and fetch batches.',
  },
  'server.viewer-token': { kind: 'text', secret: true, default: null, meaning: 'Token of viewers: may look, not act.' },
  'server.token-file': {
    kind: 'text',
    form: 'file',
    default: null,
    meaning: 'File with the operator token in its one line, instead of server.token.',
  },
  'server.consumer-token-file': {
    kind: 'text',
    form: 'file',
    default: null,
    meaning: 'File with the token of consumers, instead of server.consumer-token.',
  },
  'server.viewer-token-file': {
    kind: 'text',
    form: 'file',
    default: null,
    meaning: 'File with the token of viewers, instead of server.viewer-token.',
  },
  'server.tls-cert': {
    kind: 'text',
    form: 'file',
    default: null,
    meaning: 'PEM file of the certificate for https and wss, its chain after it; needs server.tls-key.',
  },
  'server.tls-key': {
    kind: 'text',
    form: 'file',
    default: null,
    meaning: 'PEM file of the private key that belongs to server.tls-cert.',
  },
  'server.tls-warn-before': {
    kind: 'duration',
    min: 0,
    max: 366 * 24 * hour,
    default: 21 * 24 * hour,
    meaning: 'How long before the TLS certificate or one of its chain ends there is an alert; 0 for none.',
  },
  'server.access-log': {
    kind: 'text',
    form: 'file',
    default: 'off',
    meaning: 'Where each request is written down in a line of JSON: off, stdout, or the path of a file.',
  },
  'data-dir': {
    kind: 'text',
    form: 'file',
    default: null,
    meaning: "Folder of the database; by default the platform's per-user data folder.",
  },
} as const satisfies Record<string, SettingRow>
