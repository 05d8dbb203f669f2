import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { userInfo } from 'node:os'
import { delimiter, join } from 'node:path'

/** By `npm test`, which provides it. */
const program = process.env['BATCHDECK_SSHD'] ?? '/usr/sbin/sshd'
const TIMEOUT_MS = 10_000
/** Before a test puts its own in front. */
const { PATH = '' } = process.env
const ssh = execFileSync('sh', ['-c', 'command -v ssh'], { encoding: 'utf8' }).trim()

/**
 * A real sshd on a port of loopback, with keys of its own, and a `bin` in which `ssh` is the system's with a configuration
 * that knows only these. Whoever starts it ends it.
 */
export class SshServer {
  readonly port: number
  /** As an operator would write it. */
  readonly destination: string
  private readonly child: ChildProcess
  private readonly folder: string

  private constructor(child: ChildProcess, port: number, folder: string) {
    this.child = child
    this.port = port
    this.folder = folder
    this.destination = `${userInfo().username}@127.0.0.1:${port}`
  }

  /** @param more lines of its configuration */
  static async start(folder: string, more: readonly string[] = []): Promise<SshServer> {
    mkdirSync(folder, { recursive: true })
    chmodSync(folder, 0o700)
    for (const key of ['host', 'user', 'stranger']) {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, key)])
    }
    writeFileSync(join(folder, 'authorized'), readFileSync(join(folder, 'user.pub')), { mode: 0o600 })
    const port = await freePort()
    const config = [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${join(folder, 'host')}`,
      `AuthorizedKeysFile ${join(folder, 'authorized')}`,
      `PidFile ${join(folder, 'pid')}`,
      'PermitRootLogin yes',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'UsePAM no',
      // The folder of a test is in /tmp, which all may write.
      'StrictModes no',
      ...more,
    ]
    writeFileSync(join(folder, 'sshd_config'), `${config.join('\n')}\n`)
    // It keeps the rights of its parts apart in there, and says that it is missing.
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true })
    const child = spawn(program, ['-D', '-e', '-f', join(folder, 'sshd_config')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    const server = new SshServer(child, port, folder)
    server.trust(true)
    server.use('user')
    const until = Date.now() + TIMEOUT_MS
    while (!(await answers(port))) {
      if (child.exitCode !== null || Date.now() > until) throw new Error(`sshd does not start: ${said}`)
    }
    return server
  }

  /** The environment in which `ssh` is the one that knows this server. */
  get path(): string {
    return `${join(this.folder, 'bin')}${delimiter}${PATH}`
  }

  /** Whether the key of this host is known, or one that is another. */
  trust(how: boolean | 'another'): void {
    const key = readFileSync(join(this.folder, how === 'another' ? 'stranger.pub' : 'host.pub'), 'utf8')
    const [kind, value] = key.split(' ')
    writeFileSync(join(this.folder, 'known'), how === false ? '' : `[127.0.0.1]:${this.port} ${kind} ${value}\n`)
  }

  /** The key that ssh shows. @param more lines of the operator's own configuration */
  use(key: 'user' | 'stranger', more: readonly string[] = []): void {
    const bin = join(this.folder, 'bin')
    mkdirSync(bin, { recursive: true })
    const config = [
      'Host *',
      `IdentityFile ${join(this.folder, key)}`,
      'IdentitiesOnly yes',
      `UserKnownHostsFile ${join(this.folder, 'known')}`,
      'GlobalKnownHostsFile /dev/null',
      ...more,
    ]
    writeFileSync(join(this.folder, 'ssh_config'), `${config.join('\n')}\n`)
    writeFileSync(join(bin, 'ssh'), `#!/bin/sh\nexec ${ssh} -F '${join(this.folder, 'ssh_config')}' "$@"\n`)
    chmodSync(join(bin, 'ssh'), 0o755)
  }

  async end(): Promise<void> {
    const isOver = this.child.exitCode !== null || once(this.child, 'exit')
    this.child.kill()
    await isOver
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function answers(port: number): Promise<boolean> {
  return new Promise((found) => {
    const socket = connect(port, '127.0.0.1')
    const is = (isThere: boolean) => {
      socket.destroy()
      found(isThere)
    }
    socket.setTimeout(500, () => is(false))
    socket.once('data', () => is(true)).once('error', () => setTimeout(() => is(false), 50))
  })
}
