import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { chromiumFlags, findChromium } from '../chromium.ts'
import { selfSigned } from '../integration/self-signed.ts'
import { ServerProcess } from '../integration/server-process.ts'
import { TestConsumer } from '../integration/test-consumer.ts'
import { startDemoFleet } from '../../src/demo/demo-fleet.ts'
import { startMonitor } from '../../src/monitor/monitor.ts'
import { givenBy, resolveSettings } from '../../src/settings/settings.ts'
import { consoleStories } from './console/console-stories.ts'
import { faults } from './axe.ts'
import { asNew, type LaunchedMonitor, targetText } from './console/scene.ts'
import { closeToasts } from './toasts.ts'

let started: Promise<Browser> | undefined

/** One for all tests: what they open in it has nothing in common. */
function browser(): Promise<Browser> {
  return (started ??= chromium.launch({ executablePath: findChromium(), args: [...chromiumFlags] }))
}

afterAll(async () => (await started)?.close())

interface OpenBrowser extends AsyncDisposable {
  readonly page: Page
  /** `http://127.0.0.1:8080` */
  readonly url: string
  readonly server: ServerProcess
  readonly dataDir: string
}

/**
 * @param isSecure with TLS, and a certificate that the browser is told to put up with
 * @param flags further ones of the server
 */
async function openInBrowser(isSecure = false, ...flags: readonly string[]): Promise<OpenBrowser> {
  const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-browser-'))
  const tls: string[] = []
  if (isSecure) {
    const { certFile, keyFile } = selfSigned(dataDir, 'browser')
    tls.push('--tls-cert', certFile, '--tls-key', keyFile)
  }
  const server = await ServerProcess.start(['--port', '0', '--data-dir', dataDir, ...tls, ...flags])
  const context = await (
    await browser()
  ).newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    ignoreHTTPSErrors: isSecure,
  })
  const page = await context.newPage()
  await page.goto(`${server.url}/`)
  return {
    page,
    url: server.url,
    server,
    dataDir,
    async [Symbol.asyncDispose]() {
      await context.close()
      await server.end('SIGKILL')
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** A monitor in this process, which is there at once, and a browser. */
async function launch(): Promise<LaunchedMonitor> {
  const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-console-'))
  const own = { 'server.port': 0, 'data-dir': dataDir }
  // For sources and channels of this machine.
  const sources = { 'monitor.sources.allowed-hosts': '127.0.0.1', 'monitor.sources.private-addresses': 'allow' }
  const channels = { 'monitor.channels.private-addresses': 'allow' }
  const given = givenBy({ kind: 'flag', place: '--set' }, { ...own, ...sources, ...channels })
  const monitor = await startMonitor({
    settings: resolveSettings(given),
    given,
    version: '0.0.0',
    consoleRoot: join(import.meta.dirname, '../../out/renderer'),
    demo: startDemoFleet,
    log: () => {},
  })
  const { url } = monitor.address
  const context = await (await browser()).newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
  const page = await context.newPage()
  await page.goto(`${url}/`)
  return {
    url,
    open: () => asNew(page),
    async [Symbol.asyncDispose]() {
      await context.close()
      await monitor.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** How many targets each list has as it is, 0 where it has bad lines, null where it is none; and what looks wrong. */
const realLists: Readonly<Record<string, readonly [number, ...string[]] | readonly [null, string]>> = {
  'address.csv': [2],
  'columns.csv': [2],
  'commas.txt': [1, 'Several on one line'],
  'error.txt': [null, 'This is an error answer, not a list: rate_limited.'],
  'fullwidth.txt': [2, 'Look-alike letter'],
  'invisible.txt': [0, 'Not a target', 'Invisible character'],
  'mint.txt': [1],
  'noheader.csv': [2],
  'null.json': [1],
  'padded.txt.gz': [1],
  'prio.json': [1],
  'semicolon.csv': [2],
  'sep.csv': [1],
  'snippet.txt': [2, 'Quotation mark'],
  'spreadsheet.csv': [1, 'Number from a spreadsheet'],
  'two-members.txt.gz': [2],
  'upper.json': [1],
  'url.txt': [2, 'Link instead of an address'],
  'zh.csv': [1],
}

consoleStories({ name: 'in a browser', turn: 0, takesLocalChannels: true, launch })

describe('the console in a browser', () => {
  it('[UI-4] [UI-1] shows that the monitor is gone and how old the data is, paused or not, and heals by itself', async () => {
    await using running = await openInBrowser()
    const { page, server, dataDir } = running
    await page.getByText('Connect the first consumer').waitFor()
    await page.goto(`${server.url}/#/events`)
    const [socket] = await Promise.all([page.waitForEvent('websocket'), page.reload()])
    await page.getByRole('row').filter({ hasText: 'The monitor started' }).waitFor()
    await page.keyboard.press('p')
    const paused = page.getByText(/^Paused at/)
    await paused.waitFor()
    const frozen = await page.getByRole('table').innerText()
    // It goes while it is being asked: the page says so once, not wherever it has asked.
    const predicate = ({ payload }: { payload: string | Buffer }) => String(payload).includes('events.query')
    const asks = socket.waitForEvent('framesent', { predicate, timeout: 5000 })
    process.kill(server.pid, 'SIGSTOP')
    // One that was on its way already is as good.
    await asks.catch(() => {})
    await server.end('SIGKILL')
    await page.getByRole('alert').getByText("Can't reach the monitor").waitFor()
    expect(await page.getByRole('alert').count()).toBe(1)
    expect(await paused.count()).toBe(1)
    // Where to go can still be chosen; what needs the monitor says so.
    await page.keyboard.press('ControlOrMeta+k')
    await page.keyboard.type('import')
    const entry = page.getByRole('option', { name: /^Import targets/, disabled: true })
    await entry.getByText("Can't reach the monitor").waitFor()
    await page.keyboard.press('Enter')
    expect(await entry.count()).toBe(1)
    await page.keyboard.press('Escape')
    const again = await ServerProcess.start(['--port', String(server.port), '--data-dir', dataDir])
    await page.getByRole('alert').waitFor({ state: 'detached' })
    await page.getByText('Paused', { exact: true }).waitFor()
    await page.getByText(/Updates held back: [1-9]/).waitFor()
    // The log goes on where it was, and shows it when asked to.
    await page.getByRole('button', { name: /^New: / }).waitFor()
    expect(await page.getByRole('table').innerText()).toBe(frozen)
    await page.keyboard.press('p')
    await paused.waitFor({ state: 'detached' })
    await page.getByRole('row').filter({ hasText: 'The monitor started' }).nth(1).waitFor()
    expect(await again.end('SIGTERM')).toBe(0)
  })

  it('[SEC-1] [UI-4] asks for a token where it has none that fits, and goes on where it was asked to go', async () => {
    await using running = await openInBrowser(false, '--token', 'let-me-in', '--set', 'server.consumer-token=worker')
    const { page, url } = running
    await page.goto(`${url}/#/settings`)
    const field = page.getByLabel('Token', { exact: true })
    await field.waitFor()
    expect(await field.evaluate((input) => input === document.activeElement)).toBe(true)
    await page.keyboard.type('let-me-out')
    await page.keyboard.press('Enter')
    await page.getByText('Unknown token.').waitFor()
    await field.fill('worker')
    await page.keyboard.press('Enter')
    await page.getByText('This is a consumer token.').waitFor()
    await field.fill('let-me-in')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    expect(page.url()).toBe(`${url}/#/settings`)
    await page.reload()
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
  })

  it('[EV-5] [UI-3] exports the events that the filters in the address choose', async () => {
    await using running = await openInBrowser(false, '--set', 'monitor.limits.frame-burst=10000')
    const { page, url } = running
    await using consumer = await TestConsumer.register(`${url.replace('http', 'ws')}/websocket/monitor`, 'c1')
    // More than one page of them.
    for (let i = 1; i <= 1500; i++) {
      consumer.send({ type: 'batch_status', batch_id: 7, status: 'running', message: `block ${i}` })
    }
    await page.goto(`${url}/#/events?type=batch_status&consumer=c1&batch=7`)
    await page.getByRole('row').filter({ hasText: 'block 1500' }).waitFor()
    const save = async (name: string) => {
      await page.getByRole('button', { name: 'Export' }).click()
      const saved = page.waitForEvent('download')
      await page.getByRole('menuitem', { name }).click()
      return readFileSync(await (await saved).path(), 'utf8')
        .trimEnd()
        .split(/\r?\n/)
    }
    const messages = (lines: readonly string[]) => lines.map((line) => Number(/block (\d+)/.exec(line)?.[1]))
    const newestFirst = Array.from({ length: 1500 }, (_, i) => 1500 - i)
    expect(messages(await save('Export NDJSON'))).toEqual(newestFirst)
    const [head, ...lines] = await save('Export CSV')
    expect(head).toBe('\uFEFFTime,Severity,Type,Consumer,Batch,Task,What happened,No.,Data')
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,Info,Batch status,c1,7,/)
    expect(messages(lines)).toEqual(newestFirst)
  })

  it('[SEC-1] over TLS is the same, says wss, and runs the demo fleet', async () => {
    await using running = await openInBrowser(true)
    const { page, url } = running
    expect(url).toMatch(/^https:/)
    await page.getByText(`${url.replace('https', 'wss')}/websocket/monitor`, { exact: true }).waitFor()
    await page.getByText('sslopt').waitFor()
    await page.getByRole('button', { name: 'Start demo fleet' }).click()
    await page.getByText('All clear').waitFor()
    await page.getByText('Live').waitFor()
  })

  it('[ED-2] under a base path is live, says where it is reached, and has the API to read', async () => {
    await using running = await openInBrowser(false, '--set', 'server.base-path=/batchdeck')
    const { url } = running
    const page = await running.page.context().newPage()
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(`${url}/batchdeck`)
    await page.getByText(`${url.replace('http', 'ws')}/batchdeck/websocket/monitor`, { exact: true }).waitFor()
    await page.getByText('Live').waitFor()
    await page.goto(`${url}/batchdeck/api/docs`)
    await page.locator('.nav-bar-path').filter({ hasText: '/api/tasks/{task_id}/slots' }).first().click()
    await page.getByText('Path Parameters').first().waitFor()
    const astray = asked.filter((each) => !each.startsWith(`${url}/batchdeck`) && !each.startsWith('data:'))
    expect(astray).toEqual([])
  })

  it('[SO-1] [SO-4] takes a list from a URL, says what is wrong with it, and asks before much goes', async () => {
    let answer = { status: 200, body: JSON.stringify({ data: targetText.trim().split('\n') }) }
    const lists = createServer((_request, response) => {
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
    })
    await new Promise<void>((ready) => void lists.listen(0, '127.0.0.1', ready))
    const { port } = lists.address() as AddressInfo
    const allowed = ['--set', 'monitor.sources.allowed-hosts=127.0.0.1', '--set', 'monitor.sources.retries=0']
    await using running = await openInBrowser(false, ...allowed, '--set', 'monitor.sources.private-addresses=allow')
    const { page, url } = running
    await fetch(`${url}/api/tasks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"Pools"}',
    })
    await page.goto(`${url}/#/targets`)
    await page.getByRole('button', { name: 'Set a source…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('URL').fill(`http://127.0.0.1:${port}/pools.json`)
    await dialog.getByLabel('Minutes between runs').fill('60')
    await dialog.getByRole('button', { name: 'Save' }).click()
    const card = page.getByRole('region', { name: 'Source', exact: true })
    await card.getByText(`127.0.0.1:${port}/pools.json`).waitFor()
    await card.getByText('every 1 h, applied automatically').waitFor()
    await page.getByText('6,000', { exact: true }).first().waitFor()
    await card.getByText('Up to date').waitFor()
    await closeToasts(page)
    expect(await faults(page), 'a source that is well').toEqual([])

    answer = { status: 503, body: '{"error":"rate_limited"}' }
    await card.getByRole('button', { name: 'Run now' }).click()
    await card.getByText(/^Failed: .*503/).waitFor()

    answer = { status: 200, body: JSON.stringify({ data: targetText.trim().split('\n').slice(0, 100) }) }
    await card.getByRole('button', { name: 'Run now' }).click()
    await card.getByText('Held back by the guard: would remove 5,900 of 6,000 targets and add 0.').waitFor()
    expect(await faults(page), 'a change that waits').toEqual([])
    await card.getByRole('button', { name: 'Review…' }).click()
    await dialog
      .getByRole('button', { name: /^Removed/ })
      .getByText('5,900')
      .waitFor()
    await dialog.getByRole('textbox', { name: 'Type the number of targets to remove' }).fill('5900')
    await dialog.getByRole('button', { name: 'Remove 5,900' }).click()
    await page.getByText('Epoch 2 published').waitFor()
    await card.getByText('Held back by the guard').waitFor({ state: 'detached' })

    await card.getByRole('button', { name: 'More source actions' }).click()
    await page.getByRole('menuitem', { name: 'Remove…' }).click()
    await dialog.getByRole('button', { name: 'Remove source' }).click()
    await card.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Set a source…' }).waitFor()
    lists.close()
  })

  it('[LI-1] [LI-6] reads lists as they really come, and says of each what looks wrong', async () => {
    await using running = await openInBrowser()
    const { page, url } = running
    await page.goto(`${url}/#/targets`)
    const folder = join(import.meta.dirname, '../fixtures/lists')
    const suspicious = page.getByRole('region', { name: 'What is suspicious' })
    for (const [file, [targets, ...kinds]] of Object.entries(realLists)) {
      await page.locator('input[type=file]').setInputFiles(join(folder, file))
      if (targets === null) {
        await page.getByText(kinds[0]).waitFor()
        await page.getByRole('button', { name: 'Choose another' }).click()
        continue
      }
      await page.getByText(file, { exact: true }).waitFor()
      if (kinds.length === 0) await suspicious.getByText('Every line looks like a target.').waitFor()
      for (const kind of kinds) await suspicious.getByText(kind, { exact: true }).waitFor()
      if (targets > 0) await page.getByText(`First list, targets: ${targets}`).waitFor()
      await page.getByRole('button', { name: 'Cancel' }).click()
    }
    expect(await (await fetch(`${url}/api/tasks`)).json()).toEqual({ tasks: [] })
  })

  it('[BR-1] [BR-2] [AL-6] the brake holds, is put on hold, and lets go only after a look, with Cancel as the default', async () => {
    await using running = await openInBrowser(false, '--set', 'monitor.liveness.grace=1s')
    const { page, url } = running
    const joined = (id: string) => TestConsumer.register(`${url.replace('http', 'ws')}/websocket/monitor`, id)
    const consumers = await Promise.all(['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7'].map(joined))
    const init = { headers: { 'content-type': 'application/json' } }
    await fetch(`${url}/api/tasks`, { ...init, method: 'POST', body: '{"task_id":1,"name":"Contracts"}' })
    const targets = Array.from({ length: 700 }, (_, i) => `target-${i}`)
    await fetch(`${url}/api/tasks/1/targets`, { ...init, method: 'PUT', body: JSON.stringify({ targets }) })
    const epoch = async () => ((await (await fetch(`${url}/api/tasks/1`)).json()) as { epoch: number }).epoch
    const before = await epoch()
    for (const { socket } of consumers.slice(0, 5)) socket.terminate()
    const brake = page.getByRole('region', { name: 'Many consumers lost at once' })
    await brake.getByText('5 of 7 consumers of Contracts are lost at once').waitFor()
    await brake.getByRole('button', { name: 'Hold' }).click()
    await brake.getByText('On hold.').waitFor()
    await brake.getByRole('button', { name: 'Redistribute now…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Redistribute the slots of Contracts?' })
    await dialog.getByText(/^Targets moving: [1-9]/).waitFor()
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    expect(await epoch()).toBe(before)
    await brake.getByRole('button', { name: 'Redistribute now…' }).click()
    await dialog.getByRole('button', { name: 'Redistribute', exact: true }).click()
    await page.getByText(`Epoch ${before + 1} published; consumers notified: 2`).waitFor()
    await brake.waitFor({ state: 'detached' })
    await Promise.all(consumers.map((consumer) => consumer[Symbol.asyncDispose]()))
  })

  it('starts and stops the demo fleet by its button', async () => {
    await using running = await openInBrowser()
    const { page } = running
    await page.getByRole('button', { name: 'Start demo fleet' }).click()
    await page.getByText('All clear').waitFor()
    await page.getByRole('link', { name: 'Consumers', exact: true }).click()
    await page.getByText('8 of 8').waitFor()
    await page.getByRole('link', { name: 'Overview', exact: true }).click()
    await page.getByRole('button', { name: 'Stop demo fleet' }).click()
    await page.getByText('Connect the first consumer').waitFor()
    // What only the desktop app has is not offered here.
    expect(await page.getByRole('button', { name: 'Connect to another monitor…' }).count()).toBe(0)
    await page.goto(`${running.url}/#/settings?part=desktop`)
    await page.getByRole('radio', { name: 'Appearance' }).waitFor({ state: 'attached' })
    expect(await page.getByRole('radio', { name: 'Desktop' }).count()).toBe(0)
  })
})
