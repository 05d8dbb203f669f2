import type { Connection } from './connection.ts'
import { Failure, isErrorCode, noMonitorAt, refusedBy, unreachedAt } from './failure.ts'

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>
type Method = 'GET' | 'POST' | 'DELETE'

interface Asked {
  readonly query?: Query
  readonly body?: unknown
  readonly accept?: string
}

/** A monitor over HTTP. Whatever it refuses is a {@link Failure}; what it answers is trusted to be what its document says. */
export class MonitorApi {
  private readonly connection: Connection

  constructor(connection: Connection) {
    this.connection = connection
  }

  /** Whatever the answer is as JSON. */
  async get<T>(path: string, query: Query = {}): Promise<T> {
    return (await this.json('GET', path, { query })) as T
  }

  async post<T>(path: string, body?: unknown, query: Query = {}): Promise<T> {
    return (await this.json('POST', path, { query, body })) as T
  }

  async delete<T>(path: string): Promise<T> {
    return (await this.json('DELETE', path, {})) as T
  }

  /** The text of an answer as it is asked for. @param accept its media type */
  async text(path: string, accept: string, query: Query = {}): Promise<string> {
    const response = await this.ask('GET', path, { query, accept })
    return await this.reading(response.text())
  }

  /** An answer piece by piece, however long. */
  async *pieces(path: string, accept: string, query: Query = {}): AsyncGenerator<Uint8Array> {
    const { body } = await this.ask('GET', path, { query, accept })
    if (body === null) return
    try {
      for await (const piece of body) yield piece as Uint8Array
    } catch (error) {
      throw unreachedAt(this.connection.base, error)
    }
  }

  /**
   * All of a list that comes in pages.
   * @param field of the answer in which they are
   * @param most how many are wanted
   */
  async all<T>(path: string, field: string, query: Query = {}, most = Infinity): Promise<T[]> {
    const items: T[] = []
    for (let asked: Query | null = query; asked !== null;) {
      // oxlint-disable-next-line no-await-in-loop -- each page names the next
      const page: Record<string, unknown> = await this.get<Record<string, unknown>>(path, asked)
      items.push(...(page[field] as T[]))
      asked = typeof page['next'] === 'string' && items.length < most ? queryIn(page['next']) : null
    }
    return items.slice(0, most)
  }

  private async json(method: Method, path: string, asked: Asked): Promise<unknown> {
    const response = await this.ask(method, path, { accept: 'application/json', ...asked })
    const text = await this.reading(response.text())
    if (text === '') return null
    try {
      return JSON.parse(text) as unknown
    } catch {
      throw noMonitorAt(this.connection.base, shownType(response))
    }
  }

  private async ask(method: Method, path: string, { query = {}, body, accept = '*/*' }: Asked): Promise<Response> {
    const { base, token, timeout } = this.connection
    const response = await this.reading(
      fetch(`${base}${path}${searchOf(query)}`, {
        method,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeout),
        headers: {
          accept,
          ...(token !== null && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
    if (!response.ok) throw await this.failureOf(response)
    // A console in a browser is a page as well.
    if (response.headers.get('content-type')?.startsWith('text/html')) throw noMonitorAt(base, shownType(response))
    return response
  }

  private async reading<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer
    } catch (error) {
      if (error instanceof Failure) throw error
      throw unreachedAt(this.connection.base, error)
    }
  }

  private async failureOf(response: Response): Promise<Failure> {
    const text = await this.reading(response.text())
    return problemIn(text) ?? noMonitorAt(this.connection.base, shownType(response))
  }
}

/** What a problem document says; null where a text is none. */
export function problemIn(text: string): Failure | null {
  try {
    const {
      code,
      detail,
      errors = [],
    } = JSON.parse(text) as {
      code: unknown
      detail: string
      errors?: { path: string; reason: string }[]
    }
    return isErrorCode(code) ? refusedBy({ code, message: detail, places: errors }) : null
  } catch {
    return null
  }
}

function shownType(response: Response): string {
  const [type = 'no content type'] = (response.headers.get('content-type') ?? undefined)?.split(';') ?? []
  return `HTTP ${response.status}, ${type}`
}

function searchOf(query: Query): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one))
  }
  return search.size === 0 ? '' : `?${search.toString()}`
}

/** Of the path of a next page, which may not be the one that leads there through a proxy. */
function queryIn(next: string): Query {
  const search = new URLSearchParams(next.slice(next.indexOf('?') + 1))
  return Object.fromEntries([...search.keys()].map((name) => [name, search.getAll(name)]))
}
