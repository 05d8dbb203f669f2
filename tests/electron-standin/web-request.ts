import type { PageSession } from './chromium-pipe.ts'
import type { PausedRequest, RequestRule } from './page-requests.ts'

interface Details {
  readonly url: string
  readonly method: string
  readonly resourceType: string
  readonly webContentsId: number
  readonly requestHeaders?: Readonly<Record<string, string>>
  readonly responseHeaders?: Readonly<Record<string, string[]>>
  readonly statusCode?: number
}

interface Answer {
  readonly cancel?: boolean
  readonly requestHeaders?: Readonly<Record<string, string>>
  readonly responseHeaders?: Readonly<Record<string, string | readonly string[]>>
}

type Filter = { readonly urls: readonly string[] }
type Listener = (details: Details, answer: (answer: Answer) => void) => void

interface Kept {
  readonly listener: Listener
  readonly patterns: readonly RegExp[]
}

/** Every request over HTTP, before it is sent and when its answer has come. Files are no such, as in Electron. */
export const networkPatterns = [
  { urlPattern: 'http*', requestStage: 'Request' },
  { urlPattern: 'http*', requestStage: 'Response' },
]

/** What the app has to say of the requests of a session: one listener for each event, the last one given. */
export class WebRequest {
  private readonly kept = new Map<string, Kept>()

  onBeforeRequest(first: Filter | Listener | null, second?: Listener | null): void {
    this.keep('onBeforeRequest', first, second)
  }

  onBeforeSendHeaders(first: Filter | Listener | null, second?: Listener | null): void {
    this.keep('onBeforeSendHeaders', first, second)
  }

  onHeadersReceived(first: Filter | Listener | null, second?: Listener | null): void {
    this.keep('onHeadersReceived', first, second)
  }

  /** For the requests of a page. */
  ruleFor(webContentsId: number): RequestRule {
    return (paused, page) => this.answer(webContentsId, paused, page)
  }

  private async answer(webContentsId: number, paused: PausedRequest, page: PageSession): Promise<boolean> {
    const { requestId, request, resourceType, responseStatusCode: statusCode } = paused
    if (!/^https?:/i.test(request.url)) return false
    const cancel = async () => {
      await page.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' })
      return true
    }
    const { url, method } = request
    const details = { url, method, resourceType: typeOf(resourceType), webContentsId }
    if (statusCode !== undefined) {
      const responseHeaders = headersOf(paused)
      const answer = await this.ask('onHeadersReceived', { ...details, statusCode, responseHeaders })
      if (answer.cancel) return cancel()
      if (!answer.responseHeaders) return false
      const headers = Object.entries(answer.responseHeaders).flatMap(([name, values]) =>
        [values].flat().map((value) => ({ name, value })),
      )
      // Given anew with its body: Chromium has read the headers that came, and what it has read of a policy stays.
      const body = await bodyOf(page, requestId)
      await page.send('Fetch.fulfillRequest', { requestId, responseCode: statusCode, responseHeaders: headers, body })
      return true
    }
    if ((await this.ask('onBeforeRequest', details)).cancel) return cancel()
    const answer = await this.ask('onBeforeSendHeaders', { ...details, requestHeaders: request.headers })
    if (answer.cancel) return cancel()
    if (!answer.requestHeaders) return false
    const headers = Object.entries(answer.requestHeaders).map(([name, value]) => ({ name, value }))
    await page.send('Fetch.continueRequest', { requestId, headers })
    return true
  }

  private keep(name: string, first: Filter | Listener | null, second: Listener | null | undefined): void {
    const listener = typeof first === 'function' ? first : second
    const urls = typeof first === 'function' || !first ? ['<all_urls>'] : first.urls
    if (listener) this.kept.set(name, { listener, patterns: urls.map(patternOf) })
    else this.kept.delete(name)
  }

  private async ask(name: string, details: Details): Promise<Answer> {
    const kept = this.kept.get(name)
    if (!kept?.patterns.some((pattern) => pattern.test(details.url))) return {}
    return new Promise((resolve) => kept.listener(details, resolve))
  }
}

/** `https://*.example.com/*`: a scheme, a host and a path, of which each may be any. */
function patternOf(text: string): RegExp {
  if (text === '<all_urls>') return /^/
  const escaped = text.replaceAll(/[\\^$.+?()[\]{}|]/g, String.raw`\$&`).replaceAll('*', '.*')
  return new RegExp(`^${escaped}$`)
}

function typeOf(resourceType: string): string {
  return resourceType === 'Document' ? 'mainFrame' : resourceType.toLowerCase()
}

/** In base64; a redirection has none. */
async function bodyOf(page: PageSession, requestId: string): Promise<string> {
  try {
    const { body, base64Encoded } = (await page.send('Fetch.getResponseBody', { requestId })) as {
      body: string
      base64Encoded: boolean
    }
    return base64Encoded ? body : Buffer.from(body).toString('base64')
  } catch {
    return ''
  }
}

function headersOf({ responseHeaders = [] }: PausedRequest): Record<string, string[]> {
  const headers: Record<string, string[]> = {}
  for (const { name, value } of responseHeaders) (headers[name] ??= []).push(value)
  return headers
}
