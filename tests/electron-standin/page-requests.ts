import type { PageSession } from './chromium-pipe.ts'

/** A request that waits for what we say. */
export interface PausedRequest {
  readonly requestId: string
  readonly frameId: string
  readonly resourceType: string
  readonly request: {
    readonly url: string
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
  }
  /** Only where its answer has come. */
  readonly responseStatusCode?: number
  readonly responseHeaders?: readonly { readonly name: string; readonly value: string }[]
}

/** Answers a request, or leaves it to the next: whether it did. */
export type RequestRule = (request: PausedRequest, page: PageSession) => Promise<boolean>

/**
 * Has each request of a page that matches wait for the rules, in their order; what none of them answers goes on.
 * @param held what it has requested before
 */
export async function ruleRequests(
  page: PageSession,
  patterns: readonly object[],
  rules: readonly RequestRule[],
  held: readonly PausedRequest[],
): Promise<void> {
  const answer = async (request: PausedRequest) => {
    try {
      for (const rule of rules) if (await rule(request, page)) return
      await page.send('Fetch.continueRequest', { requestId: request.requestId })
    } catch (error) {
      // The page may have gone meanwhile; everything else is a fault of ours or of a handler.
      if (!isGone(error)) console.error(`${request.request.url}: ${String(error)}`)
    }
  }
  page.on('Fetch.requestPaused', (request: PausedRequest) => void answer(request))
  await page.send('Fetch.enable', { patterns })
  for (const request of held) void answer(request)
}

/** Whether a command came too late, because what it was about is no more. */
export function isGone(error: unknown): boolean {
  return /Invalid InterceptionId|Session with given id not found|navigated or closed|uniqueContextId not found/.test(
    String(error),
  )
}
