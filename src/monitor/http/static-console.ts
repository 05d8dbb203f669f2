import fastifyStatic from '@fastify/static'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { HttpServer } from './server.ts'

const headers = {
  'Content-Security-Policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
    "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
} as const

/** The built console at `/`; without one, a sentence that says so. */
export function addStaticConsole(server: HttpServer, root: string | null): void {
  if (root === null || !existsSync(join(root, 'index.html'))) {
    server.get('/', async (_request, reply) =>
      reply.type('text/plain').send('Batchdeck runs, but its console is not built here; npm run build makes it.\n'),
    )
    return
  }
  void server.register(fastifyStatic, {
    root,
    cacheControl: false,
    setHeaders(reply, path) {
      for (const [name, value] of Object.entries(headers)) reply.header(name, value)
      // Everything but the page has its hash in its name.
      reply.header('Cache-Control', path.endsWith('.html') ? 'no-cache' : 'public, max-age=31536000, immutable')
    },
  })
}
