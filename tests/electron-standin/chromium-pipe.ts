import { type ChildProcess, spawn } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { chromiumFlags, findChromium } from '../chromium.ts'

interface Answer {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly sessionId?: string
  readonly result?: unknown
  readonly error?: { message: string }
}

interface Attached {
  readonly sessionId: string
  readonly targetInfo: { readonly targetId: string; readonly type: string; readonly openerId?: string }
}

export interface OpenedPage {
  readonly session: PageSession
  readonly targetId: string
  /** Gives the requests that it has made already, of one that a page has opened. */
  readonly release?: () => unknown[]
}

/** One attached page: its events, and commands to it. */
export class PageSession extends EventEmitter {
  private readonly pipe: ChromiumPipe
  private readonly sessionId: string

  constructor(pipe: ChromiumPipe, sessionId: string) {
    super()
    this.pipe = pipe
    this.sessionId = sessionId
  }

  send(method: string, params: object = {}): Promise<unknown> {
    return this.pipe.send(method, params, this.sessionId)
  }

  /** Holds every request from now on. @returns ends that, and gives what is held */
  hold(): () => unknown[] {
    const held: unknown[] = []
    const keep = (request: unknown) => void held.push(request)
    this.on('Fetch.requestPaused', keep)
    this.send('Fetch.enable').catch(() => {})
    return () => {
      this.off('Fetch.requestPaused', keep)
      return held
    }
  }

  /** Lets a page that was opened just now run. */
  async begin(): Promise<void> {
    await this.send('Runtime.runIfWaitingForDebugger')
  }
}

/**
 * A Chromium of our own and its DevTools protocol. By pipe: when this process ends, however, Chromium ends too. Emits `popup` with
 * each {@link OpenedPage} that a page has opened, and the target of that page.
 */
export class ChromiumPipe extends EventEmitter {
  private process: ChildProcess | null = null
  private readonly waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>()
  private readonly sessions = new Map<string, PageSession>()
  private readonly attached = new Map<string, PageSession>()
  private readonly awaited = new Map<string, (session: PageSession) => void>()
  private lastId = 0
  private rest = ''

  /** @param debuggingPort as Playwright asks for it; it reads the address from our stderr */
  async start(debuggingPort: string | undefined): Promise<void> {
    const profile = mkdtempSync(join(tmpdir(), 'standin-chromium-'))
    const scale = process.env['STANDIN_SCALE']
    const flags = [
      ...chromiumFlags,
      '--headless=new',
      '--allow-file-access-from-files',
      '--no-startup-window',
      // Whether a window may open is asked of the app alone.
      '--disable-popup-blocking',
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
      ...(scale ? [`--force-device-scale-factor=${scale}`] : []),
      ...(debuggingPort === undefined ? [] : [`--remote-debugging-port=${debuggingPort}`]),
    ]
    const child = spawn(findChromium(), flags, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] })
    this.process = child
    process.on('exit', () => {
      child.kill('SIGKILL')
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
    })
    child.stderr?.on('data', (data: Buffer) => {
      const address = /^DevTools listening on .*$/m.exec(data.toString())?.[0]
      if (address) process.stderr.write(`${address}\n`)
    })
    const reader = child.stdio[4] as Readable
    reader.setEncoding('utf8').on('data', (text: string) => this.read(text))
    this.on('Target.attachedToTarget', (attached: Attached) => this.attach(attached))
    await this.send('Target.setDiscoverTargets', { discover: true })
    await this.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true })
  }

  send(method: string, params: object = {}, sessionId?: string): Promise<unknown> {
    const id = ++this.lastId
    const writer = this.process?.stdio[3] as Writable
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      writer.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
    })
  }

  /** A new page with a size, which waits for {@link PageSession.begin}. */
  async openPage(width: number, height: number): Promise<OpenedPage> {
    const { targetId } = (await this.send('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
      width,
      height,
    })) as { targetId: string }
    const session = await new Promise<PageSession>((resolve) => {
      const known = this.attached.get(targetId)
      if (known) resolve(known)
      else this.awaited.set(targetId, resolve)
    })
    return { session, targetId }
  }

  private attach({ sessionId, targetInfo: { targetId, type, openerId } }: Attached): void {
    const session = new PageSession(this, sessionId)
    this.sessions.set(sessionId, session)
    if (type !== 'page') {
      void session.begin()
      return
    }
    // At once: a test that looks on lets it run, too.
    if (openerId !== undefined) this.emit('popup', { session, targetId, release: session.hold() }, openerId)
    this.attached.set(targetId, session)
    this.awaited.get(targetId)?.(session)
    this.awaited.delete(targetId)
  }

  private read(text: string): void {
    const messages = (this.rest + text).split('\0')
    this.rest = messages.pop() ?? ''
    for (const message of messages) {
      const { id, method, params, sessionId, result, error } = JSON.parse(message) as Answer
      if (id !== undefined) {
        const call = this.waiting.get(id)
        this.waiting.delete(id)
        if (error) call?.reject(new Error(error.message))
        else call?.resolve(result)
      } else if (method !== undefined) {
        const target: EventEmitter | undefined = sessionId === undefined ? this : this.sessions.get(sessionId)
        target?.emit(method, params)
      }
    }
  }
}

export const chromium = new ChromiumPipe()
