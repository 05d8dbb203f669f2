import type { FastifyInstance } from 'fastify'
import { resolveSettings } from '../src/settings/settings.ts'
import { createAccess } from '../src/monitor/access.ts'
import { type Patience, usualPatience } from '../src/monitor/edge/body-watch.ts'
import { createEdge } from '../src/monitor/edge/edge.ts'
import { Listener } from '../src/monitor/http/listener.ts'
import { RequestRecorder } from '../src/monitor/http/request-recorder.ts'
import { createHttpServer } from '../src/monitor/http/server.ts'
import { Metrics } from '../src/monitor/metrics/metrics.ts'
import { Redactor } from '../src/monitor/redactor.ts'

/** The HTTP API without a monitor behind it; `error` is what everything fails with that is asked of it. */
export async function bareHttpServer(
  version: string,
  error: Error,
  consoleRoot: string | null = null,
  patience: Patience = usualPatience,
): Promise<FastifyInstance> {
  const settings = resolveSettings([])
  const metrics = new Metrics(version)
  const edge = createEdge(settings, { traffic: metrics.traffic, isGuarded: () => false, log: () => {} })
  const server = await createHttpServer({
    door: {
      async call() {
        throw error
      },
      refused() {},
      notLetIn() {},
    },
    requests: new RequestRecorder({
      meter: metrics.http,
      redactor: new Redactor(settings),
      accessLog: null,
      callers: edge.callers,
    }),
    traffic: metrics.traffic,
    listener: new Listener({ current: null, subscribe() {} }, patience),
    access: createAccess(settings),
    edge,
    settings,
    version,
    consoleRoot,
    unready: () => null,
    log: () => {},
  })
  server.addHook('onClose', () => metrics.close())
  return server
}
