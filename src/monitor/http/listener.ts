import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import type { Certificate } from '../tls.ts'

/** How long an idle connection of HTTP is kept for another request, ms: longer than proxies in front usually keep theirs. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000

/** Makes the servers that listen, with TLS where there is a certificate: HTTP and the sockets share their port. */
export class Listener {
  private readonly certificate: Certificate | null
  private readonly tlsServers: TlsServer[] = []

  constructor(certificate: Certificate | null) {
    this.certificate = certificate
  }

  /** Called more than once where the host is a name of several addresses. */
  create(handler: RequestListener): Server {
    // A large list on a slow line may take longer than Node's own bound for a request.
    const options = { keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS, requestTimeout: 0 }
    if (!this.certificate) return createServer(options, handler)
    const server = createTlsServer({ ...options, ...this.certificate.context }, handler)
    this.tlsServers.push(server)
    return server
  }

  /** From now on handshakes are made with this certificate; open connections stay. */
  renew({ context }: Certificate): void {
    for (const server of this.tlsServers) server.setSecureContext(context)
  }
}
