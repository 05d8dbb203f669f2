import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import type { SshDestination } from '../../console/ssh-destination.ts'
import type { ConnectionProblem } from '../../contract/connection-problem.ts'
import { problemOfSsh } from './ssh-problem.ts'

/** As much is kept of what it says, in characters. */
const MAX_SAID = 8192

/**
 * Nothing is asked of anybody: keys, agents, known hosts and ways through other hosts are those of the operator's own
 * configuration. What could do more than carry these bytes is off.
 */
const options = [
  ['BatchMode', 'yes'],
  ['ConnectTimeout', '10'],
  ['ServerAliveInterval', '15'],
  ['ServerAliveCountMax', '2'],
  ['ForwardAgent', 'no'],
  ['ForwardX11', 'no'],
  ['PermitLocalCommand', 'no'],
  // A connection that the operator shares is used; one that others could use after us is not left behind.
  ['ControlMaster', 'no'],
  // What it says of a forwarding that was refused is of this level.
  ['LogLevel', 'INFO'],
].flatMap(([name, value]) => ['-o', `${name}=${value}`])

/** The arguments of ssh. @param target `127.0.0.1:8080`, as the other host sees it */
export function sshArguments({ user, host, port }: SshDestination, target: string): string[] {
  return [
    ...options,
    ...(user === null ? [] : ['-l', user]),
    ...(port === null ? [] : ['-p', String(port)]),
    '-W',
    target,
    // Whatever comes is a host.
    '--',
    host,
  ]
}

/**
 * `[DT-20]` A way to a port behind another host: the input and output of the system's ssh. There is no port on this machine
 * that others could use, and no process that stays: it ends with its input, also where the app was killed.
 */
export class SshStream extends Duplex {
  bytesRead = 0
  private readonly child: ChildProcessWithoutNullStreams
  private said = ''

  /** @param onProblem told why it ended, where that was no usual end */
  constructor(destination: SshDestination, target: string, onProblem: (problem: ConnectionProblem) => void) {
    super()
    const child = spawn(program(), sshArguments(destination, target), { cwd: homedir(), windowsHide: true })
    this.child = child
    child.stdout.on('data', (data: Buffer) => {
      this.bytesRead += data.length
      if (!this.push(data)) child.stdout.pause()
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (this.said.length < MAX_SAID) this.said += text.slice(0, MAX_SAID)
    })
    // It may be gone before everything was written.
    child.stdin.on('error', () => {})
    child.on('error', (error: Error & { code?: string }) => {
      onProblem({ fault: error.code === 'ENOENT' ? 'ssh_missing' : 'ssh_failed', detail: error.code ?? '' })
      this.destroy(error)
    })
    child.on('close', (code) => {
      if (this.destroyed) return
      if (code === 0) {
        this.push(null)
        return
      }
      const problem = problemOfSsh(this.said)
      onProblem(problem)
      this.destroy(new Error(`ssh ended: ${problem.detail}`))
    })
  }

  override _read(): void {
    this.child.stdout.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    // Where it cannot be written, the end of the process says why.
    this.child.stdin.write(chunk, () => done())
  }

  override _final(done: () => void): void {
    this.child.stdin.end(() => done())
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.child.stdin.destroy()
    this.child.kill()
    done(error)
  }
}

/** The system's own. On Windows not the one that lies in the folder where the app was started. */
function program(): string {
  if (process.platform !== 'win32') return 'ssh'
  const own = join(process.env['SystemRoot'] ?? String.raw`C:\Windows`, 'System32', 'OpenSSH', 'ssh.exe')
  return existsSync(own) ? own : 'ssh'
}
