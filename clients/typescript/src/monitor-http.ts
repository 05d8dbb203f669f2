import type { Clock } from './clock.ts'

/** What a client needs of `fetch`. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>

export interface FetchInit {
  readonly headers: Record<string, string>
  readonly signal: AbortSignal
  /** What a page has cached may be older than the epoch that it was told of. */
  readonly cache: 'no-store'
}

export interface FetchAnswer {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
}

/** An answer that was read. */
export interface Answer<T> {
  readonly status: number
  readonly etag: string | null
  /** Null where the status is not 200. */
  readonly body: T | null
}

/** The `fetch` that browsers and Node have. */
export const globalFetch: Fetch = (url, init) => fetch(url, init)

const PATIENCE_MS = 20_000
/** An answer that has begun may be long, and the line slow. */
const READING_MS = 120_000

/** Reads from the HTTP API of a monitor. */
export class MonitorHttp {
  private readonly base: string
  private readonly token: string | null
  private readonly fetch: Fetch
  private readonly clock: Clock

  constructor(base: string, token: string | null, fetch: Fetch, clock: Clock) {
    this.base = base.replace(/\/+$/, '')
    this.token = token
    this.fetch = fetch
    this.clock = clock
  }

  /**
   * @param path `/api/…`, or what a page names as its `next`
   * @throws where no answer begins in 20 s or ends in 2 min, or it is not JSON
   */
  async get<T>(path: string, etag: string | null = null): Promise<Answer<T>> {
    const controller = new AbortController()
    const giveUp = () => controller.abort(new Error('The monitor does not answer.'))
    let cancel = this.clock.after(PATIENCE_MS, giveUp)
    try {
      const answer = await this.fetch(this.urlOf(path), {
        headers: {
          ...(this.token !== null && { authorization: `Bearer ${this.token}` }),
          ...(etag !== null && { 'if-none-match': etag }),
        },
        signal: controller.signal,
        cache: 'no-store',
      })
      cancel()
      cancel = this.clock.after(READING_MS, giveUp)
      const text = await answer.text()
      const body = answer.status === 200 ? (JSON.parse(text) as T) : null
      return { status: answer.status, etag: answer.headers.get('etag'), body }
    } finally {
      cancel()
    }
  }

  /** All items of a list, of all its pages. @throws where a page is not 200 */
  async list<T>(path: string, name: string): Promise<T[]> {
    const items: T[] = []
    for (let next: string | undefined = path; next !== undefined;) {
      const { status, body }: Answer<Record<string, unknown>> = await this.get(next)
      if (!body) throw new Error(`The monitor answers ${status} to ${path}.`)
      items.push(...((body[name] ?? []) as T[]))
      next = body['next'] as string | undefined
    }
    return items
  }

  /** The next page has the whole path, a prefix that a proxy wants in it. */
  private urlOf(path: string): string {
    if (path.startsWith('/api/')) return this.base + path
    const url = new URL(path, `${this.base}/`)
    // The token is for nobody else.
    if (url.origin !== new URL(this.base).origin) throw new Error('The next page is at another host.')
    return url.href
  }
}
