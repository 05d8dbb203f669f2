import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { boot } from './boot.ts'
import type { RequestRule } from './page-requests.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
}

/** What pages request of an archive; Chromium itself takes it for a file. */
export const archivePatterns = boot.isPackaged ? [{ urlPattern: 'file://*.asar/*' }] : []

/** Gives pages the files of an archive, as Electron does by their `file:` addresses. */
export const giveFromArchive: RequestRule = async ({ requestId, request }, page) => {
  const url = new URL(request.url)
  const place = url.protocol === 'file:' ? boot.archives.lookUp(fileURLToPath(url)) : null
  if (!place) return false
  if (!place.entry || place.entry.files) {
    await page.send('Fetch.failRequest', { requestId, errorReason: 'Failed' })
    return true
  }
  await page.send('Fetch.fulfillRequest', {
    requestId,
    responseCode: 200,
    responseHeaders: [{ name: 'content-type', value: types[extname(place.path)] ?? 'application/octet-stream' }],
    body: boot.archives.contentOf(place).toString('base64'),
  })
  return true
}
