import type { Connection } from './connection.ts'
import { Failure, isErrorCode, noMonitorAt, refusedBy, unreachedAt } from './failure.ts'

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>
type Method = 'GET' | 'POST' | 'DELETE'

interface Asked {
  readonly query?: Query
  readonly body?: unknown
  readonly accept?: string
  /** In place of the time limit of the whole answer. */
  readonly signal?: AbortSignal
}

/** A monitor over HTTP. Whatever it refuses is a {@link Failure}; what it answers is trusted to be what its document says. */
export class MonitorApi {
  private readonly connection: Connection

  constructor(connection: Connection) {
    this.connection = connection
  }

  /** Whatever the answer is as JSON. */
  async get<T extends object>(path: string, query: Query = {}): Promise<T> {
    return (await this.json('GET', path, { query })) as T
  }

  /** A whole list. @param field of the answer in which it is */
  async list<T>(path: string, field: string, query: Query = {}): Promise<T[]> {
    return this.listIn<T>(await this.get(path, query), field)
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

  /** An answer piece by piece, however long: the time limit is for each, and does not run while nobody asks for the next. */
  async *pieces(path: string, accept: string, query: Query = {}): AsyncGenerator<Uint8Array> {
    const { base, timeout } = this.connection
    const limit = new AbortController()
    const late = () => limit.abort(new DOMException('', 'TimeoutError'))
    let timer = setTimeout(late, timeout)
    try {
      const { body } = await this.ask('GET', path, { query, accept, signal: limit.signal })
      if (body === null) return
      for await (const piece of body) {
        clearTimeout(timer)
        yield piece as Uint8Array
        timer = setTimeout(late, timeout)
      }
    } catch (error) {
      throw error instanceof Failure ? error : unreachedAt(base, error, true)
    } finally {
      clearTimeout(timer)
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
      for (const item of this.listIn<T>(page, field)) items.push(item)
      asked = typeof page['next'] === 'string' && items.length < most ? queryIn(page['next']) : null
    }
    return items.slice(0, most)
  }

  private listIn<T>(answer: object, field: string): T[] {
    const list = (answer as Record<string, unknown>)[field]
    if (!Array.isArray(list)) throw noMonitorAt(this.connection.base, 'JSON of something else')
    return list as T[]
  }

  private async json(method: Method, path: string, asked: Asked): Promise<unknown> {
    const response = await this.ask(method, path, { accept: 'application/json', ...asked })
    const text = await this.reading(response.text())
    if (text === '') return null
    const answer = objectIn(text)
    if (answer === null) throw noMonitorAt(this.connection.base, shownType(response))
    return answer
  }

  private async ask(
    method: Method,
    path: string,
    { query = {}, body, accept = '*/*', signal }: Asked,
  ): Promise<Response> {
    const { base, token, timeout } = this.connection
    const response = await this.reading(
      fetch(`${base}${path}${searchOf(query)}`, {
        method,
        redirect: 'manual',
        signal: signal ?? AbortSignal.timeout(timeout),
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

function objectIn(text: string): object | null {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' ? value : null
  } catch {
    return null
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

function shownType({ status, headers }: Response): string {
  return shownAnswer(status, headers.get('content-type'), headers.get('location'))
}

/** What something answered that is no monitor. */
export function shownAnswer(status: number, type: string | null = null, location: string | null = null): string {
  if (location !== null) return `HTTP ${status}, redirects to ${location}`
  return `HTTP ${status}, ${type?.split(';')[0] ?? 'no content type'}`
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
