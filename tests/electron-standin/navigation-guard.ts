import type { PageSession } from './chromium-pipe.ts'
import type { PausedRequest, RequestRule } from './page-requests.ts'

interface Wanted {
  readonly frameId: string
  readonly url: string
  readonly reason: string
  readonly disposition: string
}

/**
 * Asks before a page leads one of its frames elsewhere, and stops it. Chromium says what a page wants to navigate to before it
 * requests that; what is requested without that is led by us or by a test.
 * @param ask whether a frame may go to an address
 */
export function guardNavigation(page: PageSession, ask: (frameId: string, url: string) => boolean): RequestRule {
  const wanted = new Map<string, string>()
  page.on('Page.frameRequestedNavigation', ({ frameId, url, disposition }: Wanted) => {
    if (disposition !== 'currentTab') return
    // What is not requested cannot be held up: it is ended as it begins.
    if (!/^(?:https?|file):/i.test(url)) {
      if (!url.startsWith('javascript:') && !ask(frameId, url)) void page.send('Page.stopLoading')
    } else wanted.set(frameId, withoutFragment(url))
  })
  return async ({ requestId, frameId, resourceType, request }: PausedRequest) => {
    if (resourceType !== 'Document' || wanted.get(frameId) !== withoutFragment(request.url)) return false
    wanted.delete(frameId)
    if (ask(frameId, request.url)) return false
    await page.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
    return true
  }
}

function withoutFragment(url: string): string {
  return url.replace(/#.*$/s, '')
}
