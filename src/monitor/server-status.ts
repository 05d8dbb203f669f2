import type { BatchdeckError } from '../contract/errors.ts'
import { refusal } from '../contract/refusal.ts'
import type { ServerResource } from '../contract/resources/server.ts'
import type { DemoControl } from './demo-control.ts'
import type { Endpoint } from './endpoint.ts'
import type { Notes } from './notes/notes.ts'
import type { ConsumerSocket } from './sockets/consumer-socket.ts'

interface Parts {
  /** Of the product. */
  readonly version: string
  /** ms since 1970 */
  readonly startedAt: number
  readonly dataDir: string
  /** `server.public-url` */
  readonly publicUrl: string | null
  readonly endpoint: Endpoint
  readonly sockets: Pick<ConsumerSocket, 'size' | 'drainFrameCount'>
  readonly notes: Pick<Notes, 'revision'>
  readonly demo: Pick<DemoControl, 'state'>
}

/** What consoles are shown of the monitor itself. */
export class ServerStatus {
  private readonly parts: Parts
  private framesPerSecond = 0
  /** What {@link passSecond} showed last, as JSON. */
  private shown = ''
  private isEnding = false
  private problem: BatchdeckError | null = null

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** As an operator sees it; a viewer is told that it is none (UI-5). */
  resource(): ServerResource {
    const { version, startedAt, dataDir, publicUrl, endpoint, sockets, notes, demo } = this.parts
    return {
      version,
      role: 'operator',
      manages_tokens: true,
      token: null,
      started_at: startedAt,
      url: endpoint.url,
      public_url: publicUrl,
      consumer_url: endpoint.consumerUrl,
      data_dir: dataDir,
      connections: sockets.size,
      frames_per_second: this.framesPerSecond,
      notes: notes.revision,
      demo: demo.state,
    }
  }

  /** A second has passed. @returns what to show; null where it is as a second ago */
  passSecond(): ServerResource | null {
    this.framesPerSecond = this.parts.sockets.drainFrameCount()
    const resource = this.resource()
    const text = JSON.stringify(resource)
    if (text === this.shown) return null
    this.shown = text
    return resource
  }

  /** Why it takes no work, for `/readyz`; null where it does. */
  get unready(): BatchdeckError | null {
    return this.isEnding ? refusal('monitor_stopping') : this.problem
  }

  /** Why nothing can be planned or published for now; null once it can again. */
  setProblem(problem: BatchdeckError | null): void {
    this.problem = problem
  }

  /** From now on it takes no more work. */
  end(): void {
    this.isEnding = true
  }
}
