import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { chromiumFlags, findChromium } from '../chromium.ts'
import { selfSigned } from '../integration/self-signed.ts'
import { ServerProcess } from '../integration/server-process.ts'
import { consolePageTests, type OpenConsole } from './page-tests.ts'

interface OpenBrowser extends OpenConsole {
  readonly server: ServerProcess
  readonly dataDir: string
}

/** @param isSecure with TLS, and a certificate that the browser is told to put up with */
async function openInBrowser(isSecure = false): Promise<OpenBrowser> {
  const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-browser-'))
  const tls: string[] = []
  if (isSecure) {
    const { certFile, keyFile } = selfSigned(dataDir, 'browser')
    tls.push('--tls-cert', certFile, '--tls-key', keyFile)
  }
  const server = await ServerProcess.start(['--port', '0', '--data-dir', dataDir, ...tls])
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumFlags] })
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    ignoreHTTPSErrors: isSecure,
  })
  await page.goto(`${server.url}/`)
  return {
    page,
    url: server.url,
    server,
    dataDir,
    async [Symbol.asyncDispose]() {
      await browser.close()
      await server.end('SIGKILL')
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

consolePageTests('in a browser', () => openInBrowser())

describe('the console in a browser', () => {
  it('[UI-4] shows that the monitor is gone and how old the data is, and heals by itself', async () => {
    await using running = await openInBrowser()
    const { page, server, dataDir } = running
    await page.getByText('Connect the first consumer').waitFor()
    await server.end('SIGKILL')
    await page.getByRole('alert').getByText('The monitor cannot be reached').waitFor()
    const again = await ServerProcess.start(['--port', String(server.port), '--data-dir', dataDir])
    await page.getByRole('alert').waitFor({ state: 'detached' })
    await page.getByText('Live').waitFor()
    expect(await again.end('SIGTERM')).toBe(0)
  })

  it('[SEC-1] over TLS is the same, says wss, and runs the demo fleet', async () => {
    await using running = await openInBrowser(true)
    const { page, url } = running
    expect(url).toMatch(/^https:/)
    await page.getByText(`${url.replace('https', 'wss')}/websocket/monitor`, { exact: true }).waitFor()
    await page.getByText('sslopt').waitFor()
    await page.getByRole('button', { name: 'Start demo fleet' }).click()
    await page.getByText('Nothing needs you right now.').waitFor()
    await page.getByText('Live').waitFor()
  })

  it('starts and stops the demo fleet by its button', async () => {
    await using running = await openInBrowser()
    const { page } = running
    await page.getByRole('button', { name: 'Start demo fleet' }).click()
    await page.getByText('Nothing needs you right now.').waitFor()
    await page.getByRole('link', { name: 'Consumers', exact: true }).click()
    await page.getByText('8 of 8').waitFor()
    await page.getByRole('link', { name: 'Overview', exact: true }).click()
    await page.getByRole('button', { name: 'Stop demo fleet' }).click()
    await page.getByText('Connect the first consumer').waitFor()
  })
})
