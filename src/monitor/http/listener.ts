import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { BatchdeckError } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import type { Settings } from '../../settings/settings.ts'
import { type Patience, usualPatience } from '../edge/body-watch.ts'
import type { Endpoint } from '../endpoint.ts'
import type { CertificateFiles } from '../tls.ts'

/** How long an idle connection of HTTP is kept for another request: longer than proxies in front usually keep theirs. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000

/**
 * Connections that may wait to be accepted while the monitor is busy; the system may allow fewer (`somaxconn`). A whole fleet
 * may come at the same moment, and with Node's 511 some of a busy monitor's callers were reset.
 */
const MAX_WAITING_CONNECTIONS = 65_535

/** Makes the servers that listen, with TLS where there is a certificate: HTTP and the sockets share their port. */
export class Listener {
  private readonly certificates: Pick<CertificateFiles, 'current'>
  readonly patience: Patience
  private readonly tlsServers: TlsServer[] = []

  constructor(certificates: Pick<CertificateFiles, 'current' | 'subscribe'>, patience: Patience = usualPatience) {
    this.certificates = certificates
    this.patience = patience
    // From now on handshakes are made with this one; open connections stay.
    certificates.subscribe(({ context }) => {
      for (const server of this.tlsServers) server.setSecureContext(context)
    })
  }

  /** Called more than once where the host is a name of several addresses. */
  create(handler: RequestListener): Server {
    const options = {
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      // Without it Node would take no time for the head of a request, either.
      headersTimeout: this.patience.head,
      connectionsCheckingInterval: this.patience.look,
      handshakeTimeout: this.patience.tls,
      // Bodies have deadlines of their own.
      requestTimeout: 0,
      // It is checked, and refused as everything else is (SEC-2).
      requireHostHeader: false,
      shouldUpgradeCallback: wantsWebSocket,
    }
    const { current } = this.certificates
    if (!current) return expectingNothing(createServer(options, handler), handler)
    const server = createTlsServer({ ...options, ...current.context }, handler)
    this.tlsServers.push(server)
    return expectingNothing(server, handler)
  }
}

/** `[ED-8]` Whoever offers another protocol (h2c, as Java and `curl --http2` do) is answered in this one (RFC 9110, 7.8). */
function wantsWebSocket({ headers }: IncomingMessage): boolean {
  return (headers.upgrade ?? '').split(',').some((protocol) => /^websocket(?:\/|$)/i.test(protocol.trim()))
}

/** What a client expects besides `100-continue` is passed over (RFC 9110, 10.1.1); Node would answer 417 without a word. */
function expectingNothing<S extends Server>(server: S, handler: RequestListener): S {
  return server.on('checkExpectation', handler)
}

/**
 * Lets everybody in; the endpoint is open before the first of them comes.
 * @throws {BatchdeckError} `ADDRESS_UNAVAILABLE`; the server is closed then
 */
export async function listen(http: FastifyInstance, endpoint: Endpoint, settings: Settings): Promise<void> {
  const { 'server.host': host, 'server.port': port } = settings
  http.server.once('listening', () => endpoint.open((http.server.address() as AddressInfo).port))
  try {
    await http.listen({ host, port, backlog: MAX_WAITING_CONNECTIONS })
  } catch (error) {
    await http.close()
    throw addressUnavailable(`${host}:${port}`, error as NodeJS.ErrnoException)
  }
}

function addressUnavailable(address: string, cause: NodeJS.ErrnoException): BatchdeckError {
  switch (cause.code) {
    case 'EADDRINUSE':
      return refusal('address_in_use', { address }, { cause })
    case 'EACCES':
      return refusal('address_forbidden', { address }, { cause })
    case 'EADDRNOTAVAIL':
      return refusal('address_elsewhere', { address }, { cause })
    default:
      return refusal('address_failed', { address, detail: cause.message }, { cause })
  }
}
