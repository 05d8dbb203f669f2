import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { TestConsumer } from '../../integration/test-consumer.ts'

/** Where a console lives: a browser, or the window of the desktop app. */
export interface Home {
  readonly name: string
  /** Of the stories that play in one home only, those with an even number (0) or an odd one (1) play in this one. */
  readonly turn: 0 | 1
  /** Whether its HTTP API takes channels that lead to this machine: the app does not, as anybody here may ask it (CN-2). */
  readonly takesLocalChannels: boolean
  /** A monitor and its console, both new. */
  launch(): Promise<LaunchedMonitor>
}

export interface LaunchedMonitor extends AsyncDisposable {
  /** `http://127.0.0.1:8080` */
  readonly url: string
  /** Its console on the Overview, as one who has never used it sees it. */
  open(): Promise<Page>
}

/**
 * What a story begins with: nothing; 6,000 targets and nobody who watches them; these and c1, c2 and c3, who have
 * acknowledged the first epoch; or these after an epoch of every cause.
 */
export type Beginning = 'nothing' | 'targets' | 'fleet' | 'history'

export const screens = ['Overview', 'Consumers', 'Batches', 'Slots', 'Epochs', 'Targets', 'Events', 'Settings'] as const
export type ScreenName = (typeof screens)[number]

const soon = { timeout: 20_000 }
const root = join(import.meta.dirname, '../../..')
export const targetText = readFileSync(join(root, 'resources/demo-targets.txt'), 'utf8')

/** A console and the fleet it shows. */
export class Scene implements AsyncDisposable {
  consumers: TestConsumer[] = []
  readonly errors: string[] = []
  /** What consumers have said, which no console translates. */
  readonly said: string[] = []
  page!: Page
  private readonly monitor: LaunchedMonitor
  private beginning: Beginning | null = null
  private asBegun = ''

  constructor(monitor: LaunchedMonitor) {
    this.monitor = monitor
  }

  /** Brings monitor and fleet into a known state, unless they are in it, and opens the console as new. */
  async begin(beginning: Beginning): Promise<void> {
    if (this.beginning !== beginning || (await this.state()) !== this.asBegun) {
      this.beginning = null
      await this.clear()
      await this.make(beginning)
      this.asBegun = await this.state()
      this.beginning = beginning
    }
    await this.open()
  }

  /** Nobody is known, and no task: only the audit log remembers, and the numbers of batches go on. */
  private async clear(): Promise<void> {
    const { tasks } = (await this.get('/api/tasks')) as { tasks: readonly { task_id: number }[] }
    for (const { task_id } of tasks) await this.send('DELETE', `/api/tasks/${task_id}`)
    const ids = async () => {
      const { consumers } = (await this.get('/api/consumers')) as { consumers: readonly { consumer_id: string }[] }
      return consumers.map(({ consumer_id }) => consumer_id)
    }
    await Promise.all(this.consumers.map((consumer) => consumer[Symbol.asyncDispose]()))
    this.consumers = []
    const leave = async (id: string) => {
      await using consumer = await TestConsumer.register(this.consumerUrl, id)
      consumer.send({ type: 'leave' })
      await consumer.closed
    }
    await Promise.all((await ids()).map(leave))
    await vi.waitUntil(async () => (await ids()).length === 0, soon)
  }

  private async make(beginning: Beginning): Promise<void> {
    const hasFleet = beginning === 'fleet' || beginning === 'history'
    if (hasFleet) await Promise.all(['c1', 'c2', 'c3'].map((id) => this.join(id)))
    if (beginning !== 'nothing') {
      await this.send('POST', '/api/tasks', '{"task_id":1,"name":"Targets"}')
      const { status } = await this.send('PUT', '/api/tasks/1/targets', targetText, 'text/plain')
      if (status !== 200) throw new Error(`the targets were answered ${status}`)
    }
    if (hasFleet) await this.acknowledge(1, 'reloading')
    if (beginning === 'history') await this.makeHistory()
  }

  private async makeHistory(): Promise<void> {
    const task = '/api/tasks/1'
    await this.send('PATCH', `${task}/targets`, '{"add":["x-1","x-2","x-3"]}')
    await this.send('POST', `${task}/rollback`, '{"epoch":1}')
    await this.send('PATCH', task, '{"batch_size":50}')
    await this.send('POST', '/api/consumers/c3/drain')
    await this.published(5)
    await this.send('DELETE', '/api/consumers/c3/drain')
    await this.published(6)
    this.report('error', 'as it came from the consumer')
    await this.acknowledge(6, 'reloading')
  }

  private async published(epoch: number): Promise<void> {
    await vi.waitUntil(async () => ((await this.get('/api/tasks/1')) as { epoch: number }).epoch === epoch, soon)
  }

  /** c1 says something of a batch that nobody has planned. */
  report(status: 'running' | 'error', message: string): void {
    this.said.push(message)
    this.consumers[0]?.send({ type: 'batch_status', batch_id: 900_001, status, message })
  }

  private async open(): Promise<void> {
    this.errors.length = 0
    const page = (this.page = await this.monitor.open())
    page.setDefaultTimeout(soon.timeout)
    page.removeAllListeners('pageerror').on('pageerror', (error) => this.errors.push(String(error)))
    page.removeAllListeners('console').on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text())
    })
    // Until it has a connection, it does not listen to keys.
    try {
      await page.getByRole('heading', { name: 'Overview', exact: true, level: 1 }).waitFor()
      await page.getByText('Live', { exact: true }).waitFor()
    } catch (cause) {
      const shown = (await page.innerText('body')).slice(0, 400)
      throw new Error(`${page.url()} shows ${shown}, after ${this.errors.join('; ')}`, { cause })
    }
  }

  get url(): string {
    return this.monitor.url
  }

  get consumerUrl(): string {
    return `${this.url.replace('http', 'ws')}/websocket/monitor`
  }

  /** A screen is there once its heading is; until then the one before may still be. */
  async go(screen: ScreenName): Promise<void> {
    await this.page.getByRole('link', { name: screen, exact: true }).click()
    await this.page.getByRole('heading', { name: screen, exact: true, level: 1 }).waitFor()
  }

  row(text: string): Locator {
    return this.page.getByRole('row').filter({ hasText: text })
  }

  async join(consumerId: string): Promise<TestConsumer> {
    const consumer = await TestConsumer.register(this.consumerUrl, consumerId)
    this.consumers.push(consumer)
    this.consumers.sort((a, b) => (a.id < b.id ? -1 : 1))
    return consumer
  }

  /** Waits until these consumers are told of an epoch and lets them answer; done when the epoch is settled. */
  async acknowledge(epoch: number, action: 'reloading' | 'skipping', who = ['c1', 'c2', 'c3']): Promise<void> {
    for (const consumer of this.consumers.filter(({ id }) => who.includes(id))) {
      while ((await consumer.next('batch_reload'))['epoch'] !== epoch);
      consumer.send({ type: 'batch_reload_ack', task_id: 1, consumer_id: consumer.id, action })
    }
    const state = async () => ((await this.get(`/api/tasks/1/epochs/${epoch}`)) as { state: string }).state
    await vi.waitUntil(async () => (await state()) === 'settled', soon)
  }

  async get(path: string): Promise<unknown> {
    return (await fetch(this.url + path)).json()
  }

  async send(method: string, path: string, body = '', type = 'application/json'): Promise<Response> {
    const init = body === '' ? { method } : { method, body, headers: { 'content-type': type } }
    return fetch(this.url + path, init)
  }

  async batchesOf(consumer: string): Promise<number[]> {
    const { batches } = (await this.get(`/api/tasks/1/batches?consumer_id=${consumer}`)) as {
      batches: { batch_id: number }[]
    }
    return batches.map(({ batch_id }) => batch_id)
  }

  /** All that the monitor says of its tasks and consumers, but for times. */
  private async state(): Promise<string> {
    const times = /_at$|_since$|^sync_due$|^round_trip$|^clock_skew$/
    const { tasks } = (await this.get('/api/tasks')) as { tasks: readonly { task_id: number }[] }
    const parts = [tasks, await this.get('/api/consumers'), await this.get('/api/imports')]
    for (const { task_id } of tasks) {
      parts.push(
        await this.get(`/api/tasks/${task_id}/batches?limit=1000`),
        await this.get(`/api/tasks/${task_id}/epochs`),
      )
    }
    return JSON.stringify(parts, (key, value: unknown) => (times.test(key) ? undefined : value))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer[Symbol.asyncDispose]()))
    await this.monitor[Symbol.asyncDispose]()
  }
}

/** The console on its Overview, loaded anew without what it has kept. */
export async function asNew(page: Page): Promise<Page> {
  await page.evaluate('localStorage.clear(), sessionStorage.clear(), (location.hash = "")')
  await page.reload()
  return page
}

/** Where the stories of one home play, one after the other, with one monitor and one console. */
export class Stage {
  private readonly home: Home
  private scene: Scene | null = null
  private told = 0

  constructor(home: Home) {
    this.home = home
  }

  get name(): string {
    return this.home.name
  }

  /** Whether the next of the stories that play in one home only plays in this one. */
  isNextOurs(): boolean {
    return this.told++ % 2 === this.home.turn || process.env['BATCHDECK_BOTH_HOMES'] === '1'
  }

  async begin(beginning: Beginning): Promise<Scene> {
    this.scene ??= new Scene(await this.home.launch())
    await this.scene.begin(beginning)
    return this.scene
  }

  /** What went wrong in the page since it was opened. */
  get errors(): readonly string[] {
    return this.scene?.errors ?? []
  }

  async close(): Promise<void> {
    await this.scene?.[Symbol.asyncDispose]()
  }
}

type Tell = (title: string, play: () => Promise<void>) => void

/** What stories are told with. */
interface Telling {
  readonly begin: (what: Beginning) => Promise<Scene>
  /** Of what a screen shows and does, which is the same in every home: it plays in one, and the next one in the other. */
  readonly it: Tell
  /** Of how a home and its monitor talk, focus and keys, files, languages, windows, sign-in: it plays in both. */
  readonly inBoth: Tell
}

/** Stories of one screen, none of which builds on another: each begins with the scene it asks for. */
export function stories(stage: Stage, title: string, tell: (telling: Telling) => void): void {
  describe(`the console ${stage.name}, ${title}`, () => {
    afterEach(() => {
      expect(stage.errors, 'errors of the page itself').toEqual([])
    })
    tell({
      begin: (beginning) => stage.begin(beginning),
      // oxlint-disable-next-line vitest/valid-title -- the titles stand with the stories
      it: (name, play) => test.skipIf(!stage.isNextOurs())(name, play),
      inBoth: test,
    })
  })
}
