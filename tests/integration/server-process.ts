import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { programFile } from '../program.ts'
import { compileCache } from './compile-cache.ts'

const root = join(import.meta.dirname, '../..')

export interface ServerOptions {
  /** For Node, for example `--max-old-space-size=64`. */
  readonly nodeArgs?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** A command that becomes the server, for example `prlimit --nofile=64`. */
  readonly through?: readonly string[]
}

/** The longest part of what a server prints that is kept, in characters. */
const MAX_OUTPUT = 4_000_000

/** The headless server as a process of its own. Whoever starts it ends it. */
export class ServerProcess {
  /** `http://127.0.0.1:8080`, without a slash at the end. */
  readonly url: string
  private readonly child: ChildProcessByStdio<null, Readable, Readable>
  private readonly printed: { text: string }

  private constructor(child: ChildProcessByStdio<null, Readable, Readable>, url: string, printed: { text: string }) {
    this.child = child
    this.url = url
    this.printed = printed
  }

  /**
   * Done when it prints where its console is.
   * @throws with its output where it ends instead, or says nothing for 20 s
   */
  static async start(args: readonly string[], options: ServerOptions = {}): Promise<ServerProcess> {
    const { nodeArgs = [], env = {}, through = [] } = options
    const node = [process.execPath, ...nodeArgs, programFile, 'serve', ...args]
    const [command = process.execPath, ...rest] = [...through, ...node]
    const child = spawn(command, rest, {
      cwd: root,
      env: { ...process.env, ...compileCache, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const printed = { text: '' }
    const url = await new Promise<string>((found, fail) => {
      const timer = setTimeout(() => give(`said nothing of its console: ${printed.text}`), 20_000)
      const give = (reason: string): void => {
        clearTimeout(timer)
        child.kill('SIGKILL')
        fail(new Error(`The server ${reason}`))
      }
      let isFound = false
      const keep = (text: string): void => void (printed.text = (printed.text + text).slice(-MAX_OUTPUT))
      const listen = (text: string): void => {
        keep(text)
        const address = isFound ? undefined : /^Console: (http\S+?)\/?\s*$/m.exec(printed.text)?.[1]
        if (address === undefined) return
        isFound = true
        clearTimeout(timer)
        found(address)
      }
      child.stdout.setEncoding('utf8').on('data', listen)
      child.stderr.setEncoding('utf8').on('data', keep)
      child.once('exit', (code) => give(`ended with code ${code}: ${printed.text}`))
    })
    return new ServerProcess(child, url, printed)
  }

  /** What it has printed, the last of it where it is very much. */
  get output(): string {
    return this.printed.text
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  get pid(): number {
    return this.child.pid ?? 0
  }

  get port(): number {
    return Number(new URL(this.url).port)
  }

  /** From now on nobody reads what it prints. */
  stopReading(): void {
    this.child.stdout.removeAllListeners('data').pause()
  }

  /** Ends it with a signal; its exit code when it is gone, null where the signal itself ended it. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode
    return await new Promise((done) => {
      this.child.once('exit', done)
      this.child.kill(signal)
    })
  }
}
