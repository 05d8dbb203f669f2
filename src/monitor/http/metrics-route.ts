import { Type } from 'typebox'
import { readMetrics } from '../procedures/metrics.ts'
import { route } from './route.ts'

export const METRICS_PATH = '/metrics'

/** What Prometheus reads; with tokens configured it needs the viewer's or the operator's (SEC-1). */
export const metricsRoute = route(`GET ${METRICS_PATH}`, {
  operationId: 'getMetrics',
  summary: 'What the monitor measures, for Prometheus',
  tags: ['monitor'],
  produces: ['text/plain'],
  responses: { 200: Type.String({ description: 'Text format 0.0.4.' }) },
  does: readMetrics,
  input: () => ({}),
  answer({ type, text }, _request, reply) {
    void reply.type(type).header('cache-control', 'no-store')
    return text
  },
})
