import { type ChildProcess, fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { join } from 'node:path'

interface Options {
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  readonly execArgv?: readonly string[]
  readonly serviceName?: string
  readonly stdio?: 'pipe' | 'ignore' | 'inherit'
}

/** A process of Node beside the app; messages are cloned. Ports do not cross. */
class UtilityProcess extends EventEmitter {
  private readonly child: ChildProcess

  constructor(script: string, args: readonly string[], options: Options) {
    super()
    const { env = process.env, cwd, execArgv = [], stdio = 'inherit' } = options
    this.child = fork(join(import.meta.dirname, 'utility-boot.cjs'), [script, ...args], {
      execPath: process.env['STANDIN_NODE'] ?? 'node',
      execArgv: ['--no-warnings', ...execArgv],
      env,
      ...(cwd === undefined ? {} : { cwd }),
      stdio: ['ignore', stdio, stdio, 'ipc'],
      serialization: 'advanced',
    })
    this.child.once('spawn', () => this.emit('spawn'))
    this.child.on('message', (message) => this.emit('message', message))
    this.child.once('exit', (code) => this.emit('exit', code ?? 1))
    // It does not outlive the app, and the app does not wait for it.
    process.once('exit', () => this.child.kill())
    this.child.unref()
    this.child.channel?.unref()
  }

  get pid(): number | undefined {
    return this.child.exitCode === null && this.child.signalCode === null ? this.child.pid : undefined
  }

  get stdout() {
    return this.child.stdout
  }

  get stderr() {
    return this.child.stderr
  }

  postMessage(message: unknown): void {
    this.child.send(message as object)
  }

  kill(): boolean {
    return this.child.kill()
  }
}

export const utilityProcess = {
  fork: (script: string, args: readonly string[] = [], options: Options = {}) =>
    new UtilityProcess(script, args, options),
}
