import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { compileCache } from './compile-cache.ts'

const root = join(import.meta.dirname, '../..')

/** The headless server as a process of its own, started as its users start it. Whoever starts it ends it. */
export class ServerProcess {
  /** `http://127.0.0.1:8080`, without a slash at the end. */
  readonly url: string
  private readonly child: ChildProcessByStdio<null, Readable, Readable>

  private constructor(child: ChildProcessByStdio<null, Readable, Readable>, url: string) {
    this.child = child
    this.url = url
  }

  /**
   * Done when it prints where its console is.
   * @throws with its output where it ends instead, or says nothing for 20 s
   */
  static async start(args: readonly string[]): Promise<ServerProcess> {
    const child = spawn(process.execPath, [join(root, 'src/headless/index.ts'), 'serve', ...args], {
      cwd: root,
      env: { ...process.env, ...compileCache },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const url = await new Promise<string>((found, fail) => {
      let output = ''
      const timer = setTimeout(() => give(`said nothing of its console: ${output}`), 20_000)
      const give = (reason: string): void => {
        clearTimeout(timer)
        child.kill('SIGKILL')
        fail(new Error(`The server ${reason}`))
      }
      const listen = (text: string): void => {
        output += text
        const address = /^Console: (http\S+?)\/?\s*$/m.exec(output)?.[1]
        if (address === undefined) return
        clearTimeout(timer)
        found(address)
      }
      child.stdout.setEncoding('utf8').on('data', listen)
      child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
      child.once('exit', (code) => give(`ended with code ${code}: ${output}`))
    })
    return new ServerProcess(child, url)
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
