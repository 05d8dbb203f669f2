import { type ConsumerEvent, ConsumerProcess } from '../python/consumer-process.ts'
import type { Absence, Diary } from './diary.ts'
import { Proxy } from './proxy.ts'

/** One consumer of the ordeal: its process, its wire, and the diary of what was done to them. */
export class Member {
  readonly consumerId: string
  private readonly httpUrl: string
  private readonly proxy: Proxy
  private readonly diary: Diary
  private process: ConsumerProcess
  /** What it is suffering; when that has been taken away, its next sign of life ends it. */
  private absence: Absence | null = null
  private lastHeard = 0
  private hasJoined = false
  /** `batch_reload` for an epoch that the process had been told of before. */
  resends = 0
  private toldEpochs = new Set<number>()
  readonly errors: string[] = []

  private constructor(httpUrl: string, consumerId: string, proxy: Proxy, diary: Diary) {
    this.httpUrl = httpUrl
    this.consumerId = consumerId
    this.proxy = proxy
    this.diary = diary
    this.process = this.start()
  }

  static async start(httpUrl: string, consumerId: string, diary: Diary): Promise<Member> {
    const proxy = await Proxy.start(Number(new URL(httpUrl).port))
    return new Member(httpUrl, consumerId, proxy, diary)
  }

  get isPresent(): boolean {
    return this.hasJoined && this.absence === null
  }

  /** The batches it loaded last. */
  get loaded(): readonly { batch_id: number; targets: readonly string[] }[] {
    const last = this.process.events.findLast((event) => event.event === 'fetched' && event.status === 200)
    return last?.event === 'fetched' && last.status === 200 ? last.batches : []
  }

  async kill(): Promise<() => void> {
    this.leave('SIGKILL', 'socket')
    await this.process.kill()
    return () => {
      this.process = this.start()
      this.release()
    }
  }

  stop(): () => void {
    this.leave('SIGSTOP', 'silence')
    this.process.signal('SIGSTOP')
    return () => {
      this.release()
      this.process.signal('SIGCONT')
    }
  }

  stall(): () => void {
    this.leave('stalled wire', 'silence')
    this.proxy.stall()
    return () => {
      this.release()
      this.proxy.resume()
    }
  }

  /** Cut, and no new connection until the end. */
  cut(): () => void {
    this.leave('cut wire', 'socket')
    this.proxy.isRefusing = true
    this.proxy.cut()
    return () => {
      this.proxy.isRefusing = false
      this.release()
    }
  }

  /** It notices and comes back; the server does not. */
  cutOneSide(): () => void {
    this.leave('half-open wire', 'silence')
    this.release()
    this.proxy.cutConsumerSide()
    return () => {}
  }

  /** The server is gone; nothing changes for those that could not reach it anyway. */
  serverKilled(): void {
    if (this.absence || !this.hasJoined) return
    this.leave('killed server', 'socket')
    this.release()
  }

  async end(): Promise<void> {
    await this.process.kill()
    this.proxy.close()
  }

  private start(): ConsumerProcess {
    this.toldEpochs = new Set()
    const own: ConsumerProcess = new ConsumerProcess(this.httpUrl, this.consumerId, {
      socketPort: this.proxy.port,
      task: 1,
      onEvent: (event) => {
        // What a process has said before it was killed may come in late.
        if (own === this.process) this.hear(event)
      },
    })
    return own
  }

  private leave(what: string, rule: Absence['rule']): void {
    const from = rule === 'silence' ? this.lastHeard : Date.now()
    this.absence = { consumerId: this.consumerId, what, rule, from, released: Infinity, to: Infinity }
    this.diary.absences.push(this.absence)
  }

  private release(): void {
    if (this.absence) this.absence.released = Date.now()
  }

  private hear(event: ConsumerEvent): void {
    const now = Date.now()
    if (event.event === 'error') this.errors.push(`${this.consumerId}: ${event.code} ${event.message}`)
    if (event.event === 'reload') {
      if (this.toldEpochs.has(event.epoch)) this.resends++
      this.toldEpochs.add(event.epoch)
    }
    if (event.event === 'registered') this.alive(now)
    if (event.event === 'pong') {
      this.lastHeard = Math.max(this.lastHeard, event.timestamp)
      // The pong repeats the time of the heartbeat. While it was stopped it sent none: an older one says nothing of now.
      // Those that a stalled wire held back are heard as soon as it goes on.
      const isNew = this.absence?.what === 'stalled wire' || event.timestamp >= (this.absence?.released ?? 0)
      if (this.absence?.rule === 'silence' && isNew) this.alive(now)
    }
  }

  private alive(at: number): void {
    this.lastHeard = Math.max(this.lastHeard, at)
    if (!this.hasJoined) this.diary.joins.push({ consumerId: this.consumerId, at })
    this.hasJoined = true
    if (!this.absence || this.absence.released > at) return
    this.absence.to = at
    this.absence = null
  }
}
