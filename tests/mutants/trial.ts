import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestAnswer, TestRequest } from './warm-tests.ts'

const copied = ['src', 'tests', 'bench', 'scripts', 'docs', 'resources', 'clients', 'package.json', 'vitest.config.ts']
const configured = ['tsconfig.json', 'tsconfig.base.json', 'electron.vite.config.ts', 'CHANGELOG.md', 'README.md']

/** How much longer than without a bug a test may take before it counts as stuck, and the least, in milliseconds. */
const STUCK_FACTOR = 4
const STUCK_LEAST_MS = 15_000

/** A copy of the work tree in which bugs are tried. What stands in the work tree is never touched. */
export class Trial {
  private readonly root: string
  private readonly copy = mkdtempSync(join(tmpdir(), 'batchdeck-mutants-'))
  private tests: ChildProcess | null = null
  private readonly usual = new Map<string, number>()

  constructor(root: string) {
    this.root = root
    for (const name of [...copied, ...configured]) {
      if (existsSync(join(root, name))) cpSync(join(root, name), join(this.copy, name), { recursive: true })
    }
    mkdirSync(join(this.copy, 'node_modules'))
    for (const name of readdirSync(join(root, 'node_modules'))) {
      if (!name.startsWith('.'))
        symlinkSync(join(root, 'node_modules', name), join(this.copy, 'node_modules', name), 'junction')
    }
    if (existsSync(join(root, 'out'))) symlinkSync(join(root, 'out'), join(this.copy, 'out'), 'junction')
  }

  /** @returns the test that notices, or null */
  async noticedBy(file: string, mutated: string, tests: readonly string[]): Promise<string | null> {
    const original = readFileSync(join(this.root, file), 'utf8')
    writeFileSync(join(this.copy, file), mutated)
    try {
      const time = (test: string) => this.usual.get(test) ?? (isLong.test(test) ? Infinity : 0)
      for (const test of tests.toSorted((a, b) => time(a) - time(b))) {
        if (!this.usual.has(test)) await this.rehearse(file, test, mutated)
        const limit = Math.max(STUCK_LEAST_MS, STUCK_FACTOR * time(test))
        if ((await this.run(file, test, limit)).failed) return test
      }
      return this.compiles(file) ? null : 'tsc'
    } finally {
      writeFileSync(join(this.copy, file), original)
      this.changed.add(file)
    }
  }

  /** What was mutated last and is as it was again, of which the tests do not know yet. */
  private readonly changed = new Set<string>()

  private async run(file: string | null, test: string, limit: number): Promise<TestAnswer> {
    const tests = (this.tests ??= await this.start())
    for (const before of this.changed) await this.ask(tests, { changed: join(this.copy, before), tests: [] }, Infinity)
    this.changed.clear()
    const request = { changed: file && join(this.copy, file), tests: [join(this.copy, test)] }
    return this.ask(tests, request, limit)
  }

  private async ask(tests: ChildProcess, request: TestRequest, limit: number): Promise<TestAnswer> {
    const stop = new AbortController()
    const timer = limit === Infinity ? undefined : setTimeout(() => stop.abort(), limit)
    try {
      const said = once(tests, 'message', { signal: stop.signal }).then(([answer]) => answer as TestAnswer)
      tests.send(request)
      return await Promise.race([said, once(tests, 'exit', { signal: stop.signal }).then(() => stuck)])
    } catch {
      return stuck
    } finally {
      clearTimeout(timer)
      if (stop.signal.aborted || tests.exitCode !== null) this.stop()
      stop.abort()
    }
  }

  /** Runs a test without the bug, to see that it passes and how long it takes. Throws where it fails. */
  private async rehearse(file: string, test: string, mutated: string): Promise<void> {
    const path = join(this.copy, file)
    writeFileSync(path, readFileSync(join(this.root, file), 'utf8'))
    const { failed, took } = await this.run(file, test, Infinity)
    if (failed) throw new Error(`${test} fails without any mutation`)
    this.usual.set(test, took)
    writeFileSync(path, mutated)
  }

  /** Whether the compiler lets the room of this file through. */
  private compiles(file: string): boolean {
    const room = file.split('/').slice(0, 2).join('/')
    const line = [join(this.root, 'node_modules/typescript/bin/tsc'), '-b', room]
    return spawnSync(process.execPath, line, { cwd: this.copy, stdio: 'ignore' }).status === 0
  }

  private async start(): Promise<ChildProcess> {
    const script = join(this.copy, 'tests/mutants/warm-tests.ts')
    const tests = fork(script, { cwd: this.copy, detached: true, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    await once(tests, 'message')
    return tests
  }

  /** With its workers, one of which may be in a circle without end. */
  private stop(): void {
    const tests = this.tests
    this.tests = null
    if (!tests?.pid) return
    try {
      process.kill(-tests.pid, 'SIGKILL')
    } catch {
      // It is gone already.
    }
  }

  close(): void {
    this.stop()
    rmSync(this.copy, { recursive: true, force: true })
  }
}

/** Runs after all others, until it is known how long it takes. */
const isLong = /\.(property|model|history|options)\.test|^tests\/integration\//

const stuck: TestAnswer = { failed: true, took: 0 }
