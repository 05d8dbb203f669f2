import { Type } from 'typebox'
import type { Metrics } from '../metrics/metrics.ts'
import type { HttpServer } from './types.ts'

export const METRICS = '/metrics'

/** What Prometheus reads; with tokens configured it needs the viewer's or the operator's (SEC-1). */
export function addMetricsRoute(server: HttpServer, metrics: Metrics): void {
  server.get(
    METRICS,
    {
      schema: {
        operationId: 'getMetrics',
        summary: 'What the monitor measures, for Prometheus',
        tags: ['monitor'],
        produces: ['text/plain'],
        response: { 200: Type.String({ description: 'Text format 0.0.4.' }) },
      },
    },
    async (_request, reply) => {
      void reply.type(metrics.contentType).header('cache-control', 'no-store')
      return metrics.text()
    },
  )
}
