import { type ClientOptions, WebSocket } from 'ws'

export interface Frame {
  readonly type: string
  readonly [field: string]: unknown
}

/** One consumer's socket as a test sees it: sends frames, and waits for those that come. */
export class TestConsumer implements AsyncDisposable {
  readonly socket: WebSocket
  readonly frames: Frame[] = []
  /** Once it is registered. */
  id = ''
  /** The close code, once it is closed. */
  readonly closed: Promise<number>
  private wake: () => void = () => {}
  private read = 0

  private constructor(url: string, options: ClientOptions) {
    this.socket = new WebSocket(url, options)
    this.socket.on('message', (data) => {
      this.frames.push(JSON.parse((data as Buffer).toString()) as Frame)
      this.wake()
    })
    this.closed = new Promise((resolve) => void this.socket.once('close', resolve))
  }

  /** Opens a connection and reads its `connected` frame. */
  static async connect(url: string, options: ClientOptions = {}): Promise<TestConsumer> {
    const consumer = new TestConsumer(url, options)
    await new Promise<void>((resolve, reject) => {
      consumer.socket.once('open', resolve)
      consumer.socket.once('error', reject)
    })
    await consumer.next('connected')
    return consumer
  }

  static async register(url: string, consumerId: string, options: ClientOptions = {}): Promise<TestConsumer> {
    const consumer = await TestConsumer.connect(url, options)
    consumer.id = consumerId
    consumer.send({ type: 'register', consumer_id: consumerId })
    await consumer.next('registered')
    return consumer
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }

  /** The next frame of this type; frames of other types before it are passed over. */
  async next(type: string): Promise<Frame> {
    for (;;) {
      while (this.read < this.frames.length) {
        const frame = this.frames[this.read++]
        if (frame?.type === type) return frame
      }
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`No ${type} in ${JSON.stringify(this.frames)}`)), 5000)
        this.wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.terminate()
    await this.closed
  }
}
