import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { byDefault, givenBy, type GivenSettings, resolveSettings } from '../../src/core/settings.ts'
import { type Monitor, startMonitor } from '../../src/monitor/monitor.ts'

/** A real monitor on a free port with a folder of its own; both are gone when the block is left (`await using`). */
export interface RunningMonitor extends AsyncDisposable {
  readonly monitor: Monitor
  readonly dataDir: string
  readonly consumerUrl: string
  readonly logged: readonly string[]
  get(path: string): Promise<unknown>
  send(method: string, path: string, body: unknown): Promise<{ status: number; body: unknown }>
}

export async function runMonitor(settingsGiven: GivenSettings = {}, folder?: string): Promise<RunningMonitor> {
  const dataDir = folder ?? mkdtempSync(join(tmpdir(), 'batchdeck-test-'))
  const logged: string[] = []
  const given = givenBy(byDefault, {
    'server.port': 0,
    'data-dir': dataDir,
    'console.update-interval': '20ms',
    ...settingsGiven,
  })
  const settings = resolveSettings(given)
  const monitor = await startMonitor({
    settings,
    given,
    version: '0.0.0',
    consoleRoot: null,
    log: (line) => logged.push(line),
  })
  const { url } = monitor.address
  return {
    monitor,
    dataDir,
    logged,
    consumerUrl: `${url.replace('http', 'ws')}/websocket/monitor`,
    async get(path) {
      const response = await fetch(url + path)
      return response.json()
    },
    async send(method, path, body) {
      const isText = typeof body === 'string'
      const response = await fetch(url + path, {
        method,
        headers: { 'content-type': isText ? 'text/plain' : 'application/json' },
        body: isText ? body : JSON.stringify(body),
      })
      const text = await response.text()
      return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) }
    },
    async [Symbol.asyncDispose]() {
      await monitor.close()
      if (folder === undefined) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
