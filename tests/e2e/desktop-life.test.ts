import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { ElectronApplication } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { TestConsumer } from '../integration/test-consumer.ts'
import { faults } from './axe.ts'
import { launchApp, launchDesktop, realElectron } from './launch.ts'
import { NativeAnswers } from './native-answers.ts'

const root = resolve(import.meta.dirname, '../..')
const soon = { timeout: 8000 }

describe('the life of the app', () => {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-life-'))
  const relaunched = join(folder, 'relaunched')
  let report = ''
  let unread: ChildProcess | null = null
  afterAll(() => {
    unread?.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })

  const starts = () =>
    existsSync(relaunched)
      ? readFileSync(relaunched, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as string[])
      : []

  it('[DT-14] [DT-12] a page that crashes is loaded anew where it was; a fault is reported, and the app starts once more', async () => {
    const userData = join(folder, 'crash')
    const app = await launchDesktop(userData, { STANDIN_RELAUNCH: relaunched })
    const page = await app.firstWindow()
    await page.getByText('Connect the first consumer').waitFor()
    await choose(app, 'Settings…')
    await page.getByText('Port of this computer').waitFor()
    expect(await faults(page)).toEqual([])
    await choose(app, 'Copy Diagnostics')
    await page.getByText('Diagnostics copied').waitFor()
    const copied = await app.evaluate(({ clipboard }) => clipboard.readText())
    expect(copied).toMatch(
      /^Batchdeck \d[^]*Safe mode: no[^]*Consumers: none[^]*server\.port = 0 \(BATCHDECK_SERVER_PORT\)/,
    )
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())
    // Playwright has given up a page that crashed.
    const shown = () =>
      app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]
          ?.webContents.executeJavaScript('`${location.hash} ${document.body.innerText}`')
          .catch(String),
      ) as Promise<string>
    await expect.poll(shown, soon).toMatch(/^#\/settings\?part=desktop [^]*Live[^]*Port of this computer/)
    const log = join(userData, 'logs', 'batchdeck.log')
    await expect
      .poll(() => readFileSync(log, 'utf8'), soon)
      .toMatch(/The page has crashed \(crashed, \d+\); it is loaded anew\./)
    expect(statSync(log).mode & 0o777).toBe(0o600)

    const ended = app.waitForEvent('close')
    await app.evaluate(() => {
      setTimeout(() => {
        throw new Error('broken inside', { cause: 'by a test' })
      })
    })
    await ended
    const reports = join(userData, 'reports')
    ;[report = ''] = readdirSync(reports).filter((name) => name.startsWith('fault-'))
    const text = readFileSync(join(reports, report), 'utf8')
    expect(text).toContain('Error: broken inside')
    expect(text).toContain('caused by\nby a test')
    expect(text).toContain('it is loaded anew.')
    expect(statSync(join(reports, report)).mode & 0o777).toBe(0o600)
    if (!realElectron()) expect(starts()).toEqual([expect.arrayContaining([`--after-fault=${report}`])])
  })

  it('[DT-12] [DT-15] [DT-16] says that it was restarted and is safe; takes another port and folder; asks before it ends', async () => {
    const userData = join(folder, 'crash')
    const other = join(folder, 'other')
    writeFileSync(join(folder, 'a file'), '')
    mkdirSync(other)
    await using busy = await otherProgram()
    writeFileSync(
      join(userData, 'desktop.json'),
      JSON.stringify({ port: busy.port, dataFolder: join(folder, 'a file') }),
    )
    // DT-11: of an installed copy, which a checkout does not touch.
    const before = { version: '0.0.8', kind: 'appimage', file: join(userData, 'previous', 'x'), place: '/x' }
    const noted = JSON.stringify({ good: '0.0.8', trying: null, kept: before, put_back: null })
    writeFileSync(join(userData, 'starts.json'), noted)
    const use = 'Use Port'
    const native = new NativeAnswers(folder, ['Choose Another', `>${other}`, use, 'Cancel', 'Quit'])
    const flags = [`--after-fault=${report}`, '--safe']
    const app = await launchApp(root, userData, { STANDIN_RELAUNCH: relaunched }, flags, native.script)
    const page = await app.firstWindow()
    await page.getByText('Connect the first consumer').waitFor()
    await page.getByText('Batchdeck restarted after an error.').waitFor()
    await page.getByText('Safe mode: sources, channels, notifications and the demo are off.').waitFor()
    expect(await page.getByRole('button', { name: 'Start demo fleet' }).count()).toBe(0)
    expect(native.asked).toMatchObject([
      { message: "Batchdeck can't use its data folder" },
      {
        message: `Port ${busy.port} is in use`,
        detail: expect.stringContaining('Another program listens there.') as unknown,
        buttons: [expect.stringMatching(/^Use Port \d+$/) as unknown, 'Try Again', 'Quit'],
      },
    ])
    expect(native.asked.map(({ detail }) => detail).join()).not.toContain('--')
    expect(readFileSync(join(userData, 'starts.json'), 'utf8')).toBe(noted)
    const settings = JSON.parse(readFileSync(join(userData, 'desktop.json'), 'utf8')) as {
      port: number
      dataFolder: string
    }
    expect(settings.dataFolder).toBe(other)
    expect(existsSync(join(other, 'batchdeck.db'))).toBe(true)
    const url = `http://127.0.0.1:${settings.port}`
    expect(await (await fetch(`${url}/healthz`)).json()).toMatchObject({ status: 'ok' })
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await page.getByText('Batchdeck restarted after an error.').waitFor({ state: 'detached' })

    const consumer = await TestConsumer.register(`${url.replace('http', 'ws')}/websocket/monitor`, 'c-1')
    const init = { headers: { 'content-type': 'application/json' } }
    await fetch(`${url}/api/tasks`, { ...init, method: 'POST', body: '{"task_id":1,"name":"Contracts"}' })
    await fetch(`${url}/api/tasks/1/targets`, { ...init, method: 'PUT', body: '{"targets":["a","b"]}' })
    await consumer.next('batch_reload')
    const ended = app.waitForEvent('close')
    await app.evaluate(({ app: electron }) => electron.quit())
    await expect.poll(() => native.asked.length).toBe(3)
    expect(native.asked[2]).toMatchObject({
      message: 'A rollout is under way',
      detail: expect.stringContaining('Contracts, epoch 1: 1 of 1 consumers have not answered.') as unknown,
    })
    expect(await (await fetch(`${url}/healthz`)).json()).toMatchObject({ status: 'ok' })
    await page.getByRole('button', { name: 'Restart normally' }).click()
    await ended
    expect(native.asked).toHaveLength(4)
    expect(await consumer.closed).toBe(1012)
    if (!realElectron()) expect(starts()[1]).toEqual(expect.not.arrayContaining(['--safe', `--after-fault=${report}`]))
  })

  it.runIf(process.platform !== 'win32')(
    '[DT-13] goes on where nobody reads what it prints, and logs to its files',
    async () => {
      const userData = join(folder, 'unread')
      const settings = { BATCHDECK_SERVER_PORT: '0', BATCHDECK_SERVER_ACCESS_LOG: 'stdout' }
      const env = { ...process.env, STANDIN_NODE: process.execPath, ...settings }
      const args = [root, `--user-data-dir=${userData}`, '--no-sandbox', '--hidden']
      const binary = realElectron() ?? join(root, 'tests/electron-standin/electron')
      const child = spawn(binary, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
      unread = child
      const url = await consoleUrl(child)
      child.stdout.destroy()
      child.stderr.destroy()
      const log = () => readFileSync(join(userData, 'logs', 'batchdeck.log'), 'utf8')
      // Each is a line for stdout, and that it cannot be written is one for stderr.
      const ask = async () => (await (await fetch(`${url}/healthz`)).json()) as unknown
      expect(await ask()).toMatchObject({ status: 'ok' })
      await expect.poll(log, soon).toContain('Lines for stdout cannot be written: EPIPE.')
      await expect.poll(log, soon).toContain('Lines for stderr cannot be written: EPIPE.')
      // The terminal it was started from is closed.
      child.kill('SIGHUP')
      expect(await ask()).toMatchObject({ status: 'ok' })
      child.kill('SIGTERM')
      expect(await once(child, 'exit')).toEqual([0, null])
    },
  )
})

async function choose(app: ElectronApplication, label: string): Promise<void> {
  await app.evaluate(({ Menu }, name) => {
    for (const menu of Menu.getApplicationMenu()?.items ?? [])
      menu.submenu?.items.find((item) => item.label === name)?.click()
  }, label)
}

async function consoleUrl({ stdout }: ChildProcess): Promise<string> {
  let printed = ''
  for await (const part of stdout ?? []) {
    printed += String(part)
    const url = /^Console: (\S+?)\/$/m.exec(printed)?.[1]
    if (url !== undefined) return url
  }
  throw new Error(`No console in ${printed}`)
}

/** Something that has a port of this machine. */
async function otherProgram(): Promise<{ port: number } & AsyncDisposable> {
  const server: Server = createServer((_request, response) => response.end('something else'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}
