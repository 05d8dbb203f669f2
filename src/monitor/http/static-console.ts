import fastifyStatic from '@fastify/static'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BasePath } from '../edge/base-path.ts'
import { refusal } from '../../contract/refusal.ts'
import type { HttpServer } from './types.ts'

const headers = {
  'Content-Security-Policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
    "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
} as const

/** Where the console and its files are served; all else is the API. */
export const consolePaths: ReadonlySet<string> = new Set(['/', '/*'])

/** The built console at `/`, and the API to read and try at `/api/docs`; without them, a sentence that says so. */
export function addStaticConsole(server: HttpServer, root: string | null, base = new BasePath(null)): void {
  const hidden = { config: { isPublic: true }, schema: { hide: true } }
  if (root === null || !existsSync(join(root, 'index.html'))) {
    server.get('/', hidden, async (_request, reply) =>
      reply.type('text/plain').send('Batchdeck runs, but its console is not built here; npm run build makes it.\n'),
    )
    server.get('/api/docs', hidden, async () => {
      throw refusal('pages_not_built')
    })
    return
  }
  server.get('/api/docs', hidden, async (_request, reply) => reply.redirect(base.at('/api-docs.html')))
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
