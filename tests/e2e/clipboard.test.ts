import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumFlags, findChromium } from '../chromium.ts'
import { ServerProcess } from '../integration/server-process.ts'

/** The console as most see it at first: by plain HTTP from another machine, by its name in the LAN. */
describe('copying without a secure context', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-clipboard-'))
  const name = 'deck.lan'
  let server: ServerProcess
  let browser: Browser
  let page: Page
  const copyButton = () => page.getByRole('complementary').getByRole('button', { name: 'Copy', exact: true }).first()

  beforeAll(async () => {
    server = await ServerProcess.start([
      '--host',
      '0.0.0.0',
      '--port',
      '0',
      '--token',
      'operate',
      '--data-dir',
      dataDir,
    ])
    browser = await chromium.launch({
      executablePath: findChromium(),
      args: [...chromiumFlags, `--host-resolver-rules=MAP ${name} 127.0.0.1`],
    })
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
    page.setDefaultTimeout(20_000)
    const json = { 'content-type': 'application/json', authorization: 'Bearer operate' }
    const body = (value: object) => ({ headers: json, body: JSON.stringify(value) })
    const api = `http://127.0.0.1:${server.port}/api/tasks`
    await fetch(api, { method: 'POST', ...body({ task_id: 1, name: 'Watch' }) })
    await fetch(`${api}/1/targets`, { method: 'PUT', ...body({ targets: ['one', 'two'] }) })
    await page.goto(`http://${name}:${server.port}/?token=operate#/targets?open=one`)
    await copyButton().waitFor()
  })

  afterAll(async () => {
    await browser.close()
    await server.end('SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  })

  /** What a paste brings: there is no other way to look. */
  async function pasted(): Promise<string> {
    await page.evaluate(`document.body.append(Object.assign(document.createElement('textarea'), { id: 'paste' }))`)
    const field = page.locator('#paste')
    await field.evaluate((element) => element.focus())
    await page.keyboard.press('ControlOrMeta+v')
    const text = await field.inputValue()
    await field.evaluate((element) => element.remove())
    return text
  }

  it('[UI-3] copies all the same, and leaves focus and page as they were', async () => {
    expect(await page.evaluate('[isSecureContext, typeof navigator.clipboard]')).toEqual([false, 'undefined'])
    await copyButton().click()
    await page.getByText('Copied', { exact: true }).waitFor()
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Copy')
    expect(await pasted()).toBe('one')
  })

  it('[UI-3] says so where the browser forbids that, too', async () => {
    await page.evaluate('document.execCommand = () => false')
    await copyButton().click()
    await page.getByText('This browser does not let the page copy.').waitFor()
  })
})
