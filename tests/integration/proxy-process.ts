import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import type { SelfSigned } from './self-signed.ts'

export const proxyNames = ['nginx', 'haproxy'] as const
export type ProxyName = (typeof proxyNames)[number]

const page = resolve(import.meta.dirname, '../../docs/reverse-proxy.md')

/** The configuration of docs/reverse-proxy.md, as it stands there. */
export function documented(name: ProxyName): string {
  const [, block] = readFileSync(page, 'utf8').split(`<!-- ${name} -->`)
  const found = /```\w+\n([^]*?)```/.exec(block ?? '')?.[1]
  if (found === undefined) throw new Error(`${page} has no configuration of ${name}.`)
  return found
}

/** A reverse proxy before a monitor, run with {@link documented}. */
export class ProxyProcess implements AsyncDisposable {
  readonly port: number
  private readonly child: ChildProcess
  private readonly folder: string

  private constructor(port: number, child: ChildProcess, folder: string) {
    this.port = port
    this.child = child
    this.folder = folder
  }

  /**
   * Done when it listens. Ports, files and timeouts are other ones than on the page.
   * @param timeout in the place of 60 s, in s
   * @param configured its configuration, where it is another one
   */
  static async start(
    name: ProxyName,
    monitorPort: number,
    certificate: SelfSigned,
    timeout: number,
    configured = documented(name),
  ) {
    const folder = mkdtempSync(join(tmpdir(), `batchdeck-${name}-`))
    const port = await freePort()
    const both = join(folder, 'both.pem')
    writeFileSync(both, certificate.pem + readFileSync(certificate.keyFile, 'utf8'))
    const configuration = configured
      .replaceAll('127.0.0.1:8080', `127.0.0.1:${monitorPort}`)
      .replaceAll('60s', `${timeout}s`)
      .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
      .replace('bind :443 ssl', `bind 127.0.0.1:${port} ssl`)
      .replace('/etc/ssl/deck-with-key.pem', both)
      .replace('/etc/ssl/deck.pem', certificate.certFile)
      .replace('/etc/ssl/deck.key', certificate.keyFile)
      .replace('deck.example.com', 'localhost')
    const file = join(folder, 'proxy.conf')
    writeFileSync(file, name === 'nginx' ? asNginxFile(configuration, folder) : configuration)
    const program = find(name)
    const args = name === 'nginx' ? ['-e', 'stderr', '-p', folder, '-c', file] : ['-db', '-f', file]
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    const said = text(child.stderr)
    const started = new ProxyProcess(port, child, folder)
    while (!(await listens(port))) {
      if (child.exitCode === null) continue
      rmSync(folder, { recursive: true, force: true })
      throw new Error(`${name} ended: ${await said}`)
    }
    return started
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.child, 'exit')
    this.child.kill('SIGTERM')
    await ended
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** What stands around a server in nginx, with nothing outside of a folder. */
function asNginxFile(server: string, folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join(' ')
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  return `${user} daemon off; pid ${folder}/nginx.pid; events {} http { access_log off; ${temporary}\n${server}}\n`
}

function find(name: ProxyName): string {
  const given = process.env[`BATCHDECK_${name.toUpperCase()}`]
  const found = [given, `/usr/sbin/${name}`, `/usr/bin/${name}`, `/usr/local/sbin/${name}`].find(
    (file) => file !== undefined && existsSync(file),
  )
  if (found !== undefined) return found
  throw new Error(`No ${name} was found: install it, or name it in BATCHDECK_${name.toUpperCase()}.`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function listens(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => done((socket.destroy(), true)))
    socket.once('error', () => setTimeout(() => done(false), 20))
  })
}
