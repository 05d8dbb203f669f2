import { Counter, Histogram, type Registry } from 'prom-client'

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Counts and times requests. */
export class HttpMeter {
  private readonly requests: Counter<'route' | 'method' | 'status'>
  private readonly duration: Histogram<'route' | 'method'>

  constructor(registry: Registry) {
    const registers = [registry]
    this.requests = new Counter({
      name: 'batchdeck_http_requests_total',
      help: 'Requests by route, method and class of status. 5xx: look at the log; 4xx: a caller does something wrong. The route of what leads nowhere is `none`.',
      labelNames: ['route', 'method', 'status'],
      registers,
    })
    this.duration = new Histogram({
      name: 'batchdeck_http_request_duration_seconds',
      help: 'From the head of a request to the last byte of its answer, by route and method.',
      labelNames: ['route', 'method'],
      buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60],
      registers,
    })
  }

  /** @param route the pattern of the path, of which there are few; null where none matches. @param took ms */
  answered(route: string | null, method: string | null, status: number, took: number): void {
    const labels = { route: route ?? 'none', method: method !== null && methods.has(method) ? method : 'other' }
    // An increase from nothing to 1 is none to Prometheus: what is watched for begins with 0.
    this.requests.inc({ ...labels, status: '5xx' }, 0)
    this.requests.inc({ ...labels, status: `${Math.floor(status / 100)}xx` })
    this.duration.observe(labels, took / 1000)
  }
}
