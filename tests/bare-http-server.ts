import type { FastifyInstance } from 'fastify'
import { EventJournal } from '../src/engine/event-journal.ts'
import { resolveSettings } from '../src/settings/settings.ts'
import { createAccess } from '../src/monitor/access.ts'
import type { EventLog } from '../src/monitor/events/event-log.ts'
import { Listener } from '../src/monitor/http/listener.ts'
import { RequestRecorder } from '../src/monitor/http/request-recorder.ts'
import { createHttpServer } from '../src/monitor/http/server.ts'
import type { Imports } from '../src/monitor/imports.ts'
import { Metrics } from '../src/monitor/metrics/metrics.ts'
import { Redactor } from '../src/monitor/redactor.ts'
import type { Operations } from '../src/monitor/operations.ts'

/** The HTTP API without a monitor behind it; `error` is what everything fails with that is asked of it. */
export async function bareHttpServer(
  version: string,
  error: Error,
  consoleRoot: string | null = null,
): Promise<FastifyInstance> {
  const settings = resolveSettings([])
  const metrics = new Metrics(version)
  const server = await createHttpServer({
    operations: failing(error) as Operations,
    events: failing(error) as EventLog,
    journal: new EventJournal(),
    requests: new RequestRecorder({ meter: metrics.http, redactor: new Redactor(settings), accessLog: null }),
    metrics,
    listener: new Listener(null),
    imports: failing(error) as Imports,
    access: createAccess(settings),
    settings,
    version,
    consoleRoot,
    ready: () => true,
    now: Date.now,
    log: () => {},
  })
  server.addHook('onClose', () => metrics.close())
  return server
}

function failing(error: Error): unknown {
  return new Proxy(
    {},
    {
      get: () => () => {
        throw error
      },
    },
  )
}
