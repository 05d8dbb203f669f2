import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ServerProcess } from '../integration/server-process.ts'
import { TestConsumer } from '../integration/test-consumer.ts'
import { comesTrue } from '../resilience/comes-true.ts'

/** Slots are held for long enough that no epoch is made; nobody is lost for not sending heartbeats, however slow the machine. */
const settings = ['member-debounce=0s', 'suspect-after=30m', 'lost-after=1h', 'grace=30m']
/** What is read is there ten seconds later (TS-1), ms. */
const PATIENCE_MS = 60_000

/** A monitor whose consumers have an outage and come back, and that is restarted after it. Whoever starts it ends it. */
export class NightFleet implements AsyncDisposable {
  private readonly dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-night-'))
  private readonly consumers = new Map<string, TestConsumer>()
  private running!: ServerProcess

  /** @param ids of the consumers, @param targets how many they share */
  static async start(ids: readonly string[], targets: number): Promise<NightFleet> {
    const fleet = new NightFleet()
    fleet.running = await fleet.startServer('0')
    await fleet.join(ids)
    const list = Array.from({ length: targets }, (_, i) => `contract-${i}`)
    await fleet.send('POST', '/api/tasks', { task_id: 1, name: 'Contracts' })
    await fleet.send('PUT', '/api/tasks/1/targets', { targets: list })
    for (const [consumer_id, consumer] of fleet.consumers) {
      consumer.send({ type: 'batch_reload_ack', task_id: 1, consumer_id, action: 'reloading' })
    }
    await fleet.settled()
    return fleet
  }

  get url(): string {
    return this.running.url
  }

  async join(ids: readonly string[]): Promise<void> {
    const url = `${this.url.replace('http', 'ws')}/websocket/monitor`
    for (const id of ids) this.consumers.set(id, await TestConsumer.register(url, id))
  }

  /** Their connections end all at once. @returns the number of targets that nobody online watches then */
  async lose(ids: readonly string[]): Promise<number> {
    const { consumers } = await this.get<{ consumers: { consumer_id: string; targets: number }[] }>(
      '/api/consumers?limit=1000',
    )
    for (const id of ids) this.consumers.get(id)!.socket.terminate()
    const theirs = consumers.filter(({ consumer_id }) => ids.includes(consumer_id)).map((one) => one.targets)
    return theirs.reduce((sum, each) => sum + each, 0)
  }

  /** Until the last ten seconds that are kept were of this coverage, from their beginning to their end. */
  async isKept(coverage: number): Promise<void> {
    const path = '/api/history?series=coverage&step=10&from='
    await this.until(`a coverage of ${coverage}`, async () => {
      const { series } = await this.get<{ series: { coverage: (number | null)[] } }>(path + (Date.now() - 300_000))
      const last = series.coverage.findLast((share) => share !== null) ?? -1
      return Math.abs(last - coverage) < 1e-5
    })
  }

  /** The same monitor in another process, on the same port; its consumers come back at once. */
  async restart(): Promise<void> {
    const { port } = this.running
    await this.running.end('SIGTERM')
    this.running = await this.startServer(String(port))
    await this.join([...this.consumers.keys()])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { socket } of this.consumers.values()) socket.terminate()
    await this.running.end('SIGTERM')
    rmSync(this.dataDir, { recursive: true, force: true })
  }

  private startServer(port: string): Promise<ServerProcess> {
    const given = settings.flatMap((setting) => ['--set', `monitor.liveness.${setting}`])
    return ServerProcess.start(['--port', port, '--data-dir', this.dataDir, ...given])
  }

  private async settled(): Promise<void> {
    await this.until('a settled epoch', async () => {
      const { epochs } = await this.get<{ epochs: { state: string }[] }>('/api/tasks/1/epochs')
      return epochs[0]?.state === 'settled'
    })
  }

  private async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    if (!(await comesTrue(isSo, PATIENCE_MS))) throw new Error(`There was not ${what} in time.`)
  }

  private async get<T>(path: string): Promise<T> {
    const answer = await fetch(this.url + path)
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }

  private async send(method: string, path: string, body: object): Promise<void> {
    const headers = { 'content-type': 'application/json' }
    const { status } = await fetch(this.url + path, { method, headers, body: JSON.stringify(body) })
    if (status >= 300) throw new Error(`${method} ${path} was answered ${status}.`)
  }
}
