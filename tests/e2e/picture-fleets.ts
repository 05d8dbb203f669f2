import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readDemoTargets } from '../../src/demo/demo-targets.ts'
import { ServerProcess } from '../integration/server-process.ts'
import { TestConsumer } from '../integration/test-consumer.ts'

/** A monitor with a fleet that stands still enough to have its picture taken. Whoever starts it ends it. */
export class PictureFleet implements AsyncDisposable {
  readonly server: ServerProcess
  private readonly dataDir: string
  private readonly consumers = new Map<string, TestConsumer>()

  private constructor(server: ServerProcess, dataDir: string) {
    this.server = server
    this.dataDir = dataDir
  }

  static async start(): Promise<PictureFleet> {
    const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-pictures-'))
    // Nobody sends heartbeats while the pictures are taken; and a thousand may register at once.
    const settings = ['liveness.suspect-after=30m', 'liveness.lost-after=1h', 'liveness.grace=30m']
    const given = settings.flatMap((setting) => ['--set', `monitor.${setting}`])
    return new PictureFleet(await ServerProcess.start(['--port', '0', '--data-dir', dataDir].concat(given)), dataDir)
  }

  /** Three consumers, of which one has gone and one has not answered; some batches are in error. */
  async fillWithThree(): Promise<void> {
    const targets = readDemoTargets()
    await this.join(['lisbon-1', 'lisbon-2', 'lisbon-3'])
    await this.send('POST', '/api/tasks', { task_id: 1, name: 'Contracts' })
    await this.send('PUT', '/api/tasks/1/targets', { targets: targets.slice(0, 5800) })
    await this.answer()
    await this.send('PATCH', '/api/tasks/1/targets', { add: targets.slice(5800), remove: targets.slice(0, 40) })
    await this.answer(['lisbon-1', 'lisbon-2'])
    await this.report()
    await this.leave('lisbon-3')
  }

  /** A thousand consumers, of whom 256 can own slots, and ten thousand batches. */
  async fillWithThousand(): Promise<void> {
    const ids = Array.from({ length: 1000 }, (_, i) => `worker-${String(i + 1).padStart(4, '0')}`)
    await this.join(ids)
    await this.send('POST', '/api/tasks', { task_id: 1, name: 'Contracts', batch_size: 5 })
    const targets = Array.from({ length: 49_500 }, (_, i) => `contract-${i}`)
    await this.send('PUT', '/api/tasks/1/targets', { targets })
    await this.answer(ids.slice(0, 990))
    await this.report()
    await this.leave(ids[17]!)
  }

  /** The same thousand, of whom 301 went a moment ago; a third of those came back. */
  async fillWithOutage(): Promise<void> {
    await this.fillWithThousand()
    const ids = [...this.consumers.keys()].slice(100, 401)
    await Promise.all(ids.map((id) => this.leave(id)))
    // Long enough for a trace of it in what is kept (TS-1).
    await new Promise((done) => setTimeout(done, 25_000))
    await this.join(ids.slice(0, 100))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { socket } of this.consumers.values()) socket.terminate()
    await this.server.end('SIGTERM')
    rmSync(this.dataDir, { recursive: true, force: true })
  }

  private async join(ids: readonly string[]): Promise<void> {
    const url = `${this.server.url.replace('http', 'ws')}/websocket/monitor`
    for (const id of ids) this.consumers.set(id, await TestConsumer.register(url, id))
  }

  private async leave(id: string): Promise<void> {
    this.consumers.get(id)!.socket.terminate()
    await this.consumers.get(id)!.closed
    this.consumers.delete(id)
  }

  private async answer(ids: Iterable<string> = this.consumers.keys()): Promise<void> {
    for (const consumer_id of ids) {
      this.consumers.get(consumer_id)!.send({ type: 'batch_reload_ack', task_id: 1, consumer_id, action: 'reloading' })
    }
    await this.settle()
  }

  /** Every status and every progress is there. */
  private async report(): Promise<void> {
    const own = Map.groupBy(await this.batches(), ({ consumer_id }) => consumer_id)
    for (const [consumer_id, consumer] of this.consumers) {
      const batches = (own.get(consumer_id) ?? []).map(({ batch_id }) => ({ batch_id, ...stateOf(batch_id) }))
      consumer.send({ type: 'heartbeat', consumer_id, timestamp: Date.now(), batches })
    }
    await this.settle()
  }

  private async batches(): Promise<{ batch_id: number; consumer_id: string }[]> {
    const batches: { batch_id: number; consumer_id: string }[] = []
    let path: string | null = '/api/tasks/1/batches'
    while (path !== null) {
      const page = (await (await fetch(this.server.url + path)).json()) as { batches: typeof batches; next?: string }
      batches.push(...page.batches)
      path = page.next ?? null
    }
    return batches
  }

  /** Frames are handled in the order they come: once this one is answered, all before it are. */
  private async settle(): Promise<void> {
    for (const consumer of this.consumers.values()) consumer.send({ type: 'ping' })
    for (const consumer of this.consumers.values()) await consumer.next('pong')
  }

  private async send(method: string, path: string, body: object): Promise<void> {
    const headers = { 'content-type': 'application/json' }
    const { status } = await fetch(this.server.url + path, { method, headers, body: JSON.stringify(body) })
    if (status >= 300) throw new Error(`${method} ${path} was answered ${status}.`)
  }
}

function stateOf(batchId: number): { status: string; progress: number } {
  const shuffled = (batchId * 2_654_435_761) % 1000
  if (shuffled < 15) return { status: 'error', progress: shuffled * 5 }
  if (shuffled < 330) return { status: 'completed', progress: 100 }
  if (shuffled < 800) return { status: 'running', progress: (shuffled * 7) % 100 }
  return { status: 'pending', progress: 0 }
}
