import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { byDefault, givenBy, type GivenSettings, resolveSettings } from '../../src/settings/settings.ts'
import { type Monitor, type MonitorOptions, startMonitor } from '../../src/monitor/monitor.ts'
import { type ApiDocument, checkAnswer } from './api-contract.ts'
import { checkedApi } from './console-contract.ts'

/** The document is the same for every monitor. */
let known: ApiDocument | undefined

/** A real monitor on a free port with a folder of its own; both are gone when the block is left (`await using`). */
export interface RunningMonitor extends AsyncDisposable {
  readonly monitor: Monitor
  readonly dataDir: string
  readonly consumerUrl: string
  readonly logged: readonly string[]
  apiDocument(): Promise<ApiDocument>
  /** Both hold every answer against the API document. */
  get(path: string): Promise<unknown>
  send(method: string, path: string, body: unknown): Promise<{ status: number; body: unknown }>
}

/** @param consoleRoot folder of the built console; none is served by default */
export async function runMonitor(
  settingsGiven: GivenSettings = {},
  folder?: string,
  consoleRoot: string | null = null,
  more: Pick<MonitorOptions, 'acceptsOlderState' | 'isInsecure' | 'isSafe' | 'demo' | 'time' | 'channels'> = {},
): Promise<RunningMonitor> {
  const dataDir = folder ?? mkdtempSync(join(tmpdir(), 'batchdeck-test-'))
  const logged: string[] = []
  const given = givenBy(byDefault, {
    'server.port': 0,
    'data-dir': dataDir,
    'console.update-interval': '20ms',
    ...settingsGiven,
  })
  const settings = resolveSettings(given)
  const started = await startMonitor({
    settings,
    given,
    version: '0.0.0',
    ...more,
    consoleRoot,
    log: (line) => logged.push(line),
  })
  const monitor: Monitor = { ...started, api: checkedApi(started.api) }
  const { url } = monitor.address

  async function apiDocument(): Promise<ApiDocument> {
    return (known ??= (await (await fetch(`${url}/api/openapi.json`)).json()) as ApiDocument)
  }

  async function exchange(method: string, path: string, init: RequestInit = {}) {
    const document = await apiDocument()
    const response = await fetch(url + path, { ...init, method })
    const { status, headers } = response
    const text = await response.text()
    checkAnswer(document, { method, path, status, contentType: headers.get('content-type'), text })
    return { status, body: text === '' ? null : (JSON.parse(text) as unknown) }
  }

  return {
    monitor,
    dataDir,
    logged,
    apiDocument,
    consumerUrl: `${url.replace('http', 'ws')}/websocket/monitor`,
    get: async (path) => (await exchange('GET', path)).body,
    send(method, path, body) {
      const isText = typeof body === 'string'
      const headers = { 'content-type': isText ? 'text/plain' : 'application/json' }
      return exchange(method, path, { headers, body: isText ? body : JSON.stringify(body) })
    },
    async [Symbol.asyncDispose]() {
      await monitor.close()
      if (folder === undefined) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
