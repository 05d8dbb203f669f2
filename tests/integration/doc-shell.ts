import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { root } from '../docs.ts'
import { programFile } from '../program.ts'
import { compileCache } from './compile-cache.ts'

/** `npm run` without what `scripts/run.mjs` does before: to install and to build. */
const npm = `#!/bin/sh
[ "$1" = run ] || { echo "npm $1 is not for tests" >&2; exit 9; }
shift
[ "$1" = -s ] && shift
name=$1
shift
[ "$1" = -- ] && shift
case $name in
  serve | demo) exec batchdeck "$name" "$@" ;;
  batchdeck) exec batchdeck "$@" ;;
  sign-release) exec '${process.execPath}' '${join(root, 'packaging/sign-release.ts')}' --folder "$PWD/dist" "$@" ;;
  *) echo "npm run $name is not for tests" >&2; exit 9 ;;
esac
`

export interface Ran {
  readonly status: number | null
  /** stdout and stderr. */
  readonly output: string
}

/** Where commands of documents run as they stand there: a folder and a home of their own, and `batchdeck` on the path. */
export class DocShell implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'batchdeck-docs-'))
  private readonly environment: NodeJS.ProcessEnv
  private readonly servers = new Set<ChildProcess>()

  constructor(environment: NodeJS.ProcessEnv = {}) {
    const bin = join(this.folder, 'bin')
    mkdirSync(bin)
    const batchdeck = `#!/bin/sh\nexec '${process.execPath}' '${programFile}' "$@"\n`
    for (const [name, script] of Object.entries({ npm, batchdeck })) {
      writeFileSync(join(bin, name), script)
      chmodSync(join(bin, name), 0o755)
    }
    const { PATH = '' } = process.env
    const home = { HOME: this.folder, XDG_DATA_HOME: '' }
    this.environment = { ...process.env, ...compileCache, ...home, PATH: bin + delimiter + PATH, ...environment }
  }

  /** Runs commands to their end. */
  async run(script: string, folder = this.folder): Promise<Ran> {
    return await new Promise((done) => {
      const child = execFile(
        'bash',
        ['-c', `set -eo pipefail\n${script}`],
        { cwd: folder, env: this.environment },
        (_, stdout, stderr) => done({ status: child.exitCode, output: stdout + stderr }),
      )
      child.stdin?.end()
    })
  }

  /** Starts what goes on until it is ended: a monitor. @returns the address of its console, without a slash at the end */
  async serve(script: string): Promise<string> {
    const child = spawn('bash', ['-c', `exec ${script}`], {
      cwd: this.folder,
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.servers.add(child)
    let said = ''
    return await new Promise((found, fail) => {
      const listen = (text: string): void => {
        said += text
        const url = /^Console: (http\S+?)\/?\s*$/m.exec(said)?.[1]
        if (url !== undefined) found(url)
      }
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', listen)
      child.once('exit', (code) => fail(new Error(`${script} ended with ${code}: ${said}`)))
    })
  }

  /** Ends what was started, as Ctrl-C does. */
  async stop(): Promise<void> {
    for (const child of this.servers) {
      if (child.exitCode === null && child.kill('SIGINT')) await once(child, 'exit')
    }
    this.servers.clear()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
