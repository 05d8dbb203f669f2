import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { python, pythonPackage } from './python-package.ts'

/** Where the recipes are. */
export const recipes = resolve(import.meta.dirname, '../../clients/python/recipes')

/** A recipe that runs as its users run it, on the installed package. It is gone when the block is left. */
export class RecipeProcess implements AsyncDisposable {
  private readonly child: ChildProcessByStdio<null, Readable, Readable>
  private said = ''

  private constructor(child: ChildProcessByStdio<null, Readable, Readable>) {
    this.child = child
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.said += text))
    }
  }

  /** @param args for Python, by default the file of that name */
  static async start(
    environment: Readonly<Record<string, string>>,
    args: readonly string[],
    { cwd = recipes }: { cwd?: string } = {},
  ): Promise<RecipeProcess> {
    const { site } = await pythonPackage()
    const { PYTHONPATH, ...rest } = environment
    const env = {
      ...process.env,
      ...rest,
      PYTHONPATH: [site, PYTHONPATH].filter(Boolean).join(':'),
      PYTHONUNBUFFERED: '1',
      PYTHONDONTWRITEBYTECODE: '1',
    }
    return new RecipeProcess(spawn(python, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }))
  }

  get output(): string {
    return this.said
  }

  get pid(): number {
    return this.child.pid ?? 0
  }

  /** Its exit code, once it has ended by itself. */
  async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit')
    return this.child.exitCode
  }

  /** Asks it to end, as systemd does; its exit code. */
  async end(): Promise<number | null> {
    this.child.kill('SIGTERM')
    return await this.ended()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    this.child.kill('SIGKILL')
    await once(this.child, 'exit')
  }
}

/** Its path among the recipes. */
export function recipe(name: string): string {
  return join(recipes, name)
}
