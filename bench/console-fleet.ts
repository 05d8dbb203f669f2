import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEvents } from '../src/monitor/events/audit-schema.ts'
import { SeriesStore } from '../src/monitor/series/series-store.ts'
import { ServerProcess } from '../tests/integration/server-process.ts'
import type { FleetOrder, FleetReady, Mark } from './console-load.ts'
import { fillYear, keptByDefault } from './year-of-series.ts'

export const CONSUMERS = 1000
const BATCHES = 10_000
/** With curves of their own. */
const TASKS = 1
/** Reports a second. */
export const RATE = 5000

/** A real server with a year behind it, and a fleet of real sockets, each in a process of its own. */
export class ConsoleFleet implements AsyncDisposable {
  readonly url: string
  readonly ready: FleetReady
  private readonly server: ServerProcess
  private readonly load: ChildProcess
  private readonly dataDir: string

  private constructor(server: ServerProcess, load: ChildProcess, ready: FleetReady, dataDir: string) {
    this.url = server.url
    this.ready = ready
    this.server = server
    this.load = load
    this.dataDir = dataDir
  }

  static async start(): Promise<ConsoleFleet> {
    const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-bench-'))
    rememberYear(join(dataDir, 'events.db'))
    const server = await ServerProcess.start(['--port', '0', '--data-dir', dataDir])
    const size = [CONSUMERS, BATCHES, RATE].map(String)
    const load = fork(join(import.meta.dirname, 'console-load.ts'), [server.url, ...size])
    const [ready] = (await Promise.race([
      once(load, 'message'),
      once(load, 'exit').then(() => {
        throw new Error('The fleet could not be set up; what it said is above.')
      }),
    ])) as [FleetReady]
    return new ConsoleFleet(server, load, ready, dataDir)
  }

  /** Whether its consumers report. */
  async setLive(isLive: boolean): Promise<void> {
    await this.order(isLive ? 'live' : 'rest')
  }

  async mark(): Promise<Mark> {
    return (await this.order('mark')) as Mark
  }

  /** So far: bytes sent to consoles, and reports that were taken. */
  async traffic(): Promise<{ bytes: number; reports: number }> {
    const text = await (await fetch(`${this.url}/metrics`)).text()
    const read = (line: RegExp) => Number(line.exec(text)?.[1])
    return {
      bytes: read(/^batchdeck_socket_sent_bytes_total\{kind="console"\} (\d+)$/m),
      reports: read(/^batchdeck_frames_received_total\{type="batch_status",result="ok"\} (\d+)$/m),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.load, 'exit')
    this.load.send('end' satisfies FleetOrder)
    await ended
    await this.server.end('SIGKILL')
    rmSync(this.dataDir, { recursive: true, force: true })
  }

  private async order(order: FleetOrder): Promise<unknown> {
    const answered = once(this.load, 'message')
    this.load.send(order)
    return ((await answered) as [unknown])[0]
  }
}

/** The monitor has been there for a year: its curves are those that it would have kept (TS-1). */
function rememberYear(file: string): void {
  const { database } = openEvents(file)
  fillYear(new SeriesStore(database, keptByDefault), TASKS, Date.now())
  database.close()
}
