import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { SourceDefinition } from '../../src/contract/resources/source.ts'
import { failureOf, readSource } from '../../src/monitor/sources/read-source.ts'
import type { ReadContext } from '../../src/monitor/sources/reading.ts'
import { spool } from '../../src/monitor/sources/spool.ts'
import { piecesUntilAborted, untilAborted } from '../../src/monitor/sources/until-aborted.ts'
import { selfSigned } from './self-signed.ts'

const MAX_BYTES = 1024 * 1024
const folder = mkdtempSync(join(tmpdir(), 'batchdeck-hostile-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let lists = 0
/** What never ends is not waited for; anything else may take its time. ms */
const timeFor = (expected: RegExp) => (expected.source.includes('time was over') ? 250 : 5000)

const context = (signal: AbortSignal): ReadContext => ({
  signal,
  validator: null,
  environment: process.env,
  isOfToken: false,
  allowedHosts: [],
  allowsPrivate: false,
  maxLines: 1000,
  maxBytes: MAX_BYTES,
  version: '0',
})

/** What a run makes of it, within this time: the list, or why there is none. */
async function outcome(
  source: SourceDefinition,
  {
    timeout = 5000,
    onPiece = () => {},
    ...more
  }: Partial<ReadContext> & { timeout?: number; onPiece?: () => void } = {},
): Promise<string> {
  const controller = new AbortController()
  const { signal } = controller
  const timer = setTimeout(() => controller.abort(new Error('its time was over')), timeout)
  try {
    const reading = await untilAborted(readSource(source, { ...context(signal), ...more }, timeout), signal)
    if (reading.kind === 'same') return 'the same'
    const file = join(folder, `list-${++lists}`)
    const pieces = async function* () {
      for await (const piece of piecesUntilAborted(reading.pieces, signal)) {
        yield piece
        onPiece()
      }
    }
    await spool(pieces(), file)
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { problem } = failureOf(error, signal)
    return problem.reason === 'source_unexpected' ? problem.message : `${problem.reason ?? ''}: ${problem.message}`
  } finally {
    clearTimeout(timer)
    controller.abort()
  }
}

/** A server that answers whatever it is asked with this, and then does nothing more. */
class RawServer implements AsyncDisposable {
  readonly server: Server
  private readonly sockets = new Set<Socket>()

  private constructor(answer: (socket: Socket) => void) {
    this.server = createServer((socket) => {
      this.sockets.add(socket)
      socket.on('error', () => {}).once('data', () => answer(socket))
    })
  }

  static async start(answer: string | Buffer | ((socket: Socket) => void)): Promise<RawServer> {
    const raw = new RawServer(typeof answer === 'function' ? answer : (socket) => socket.write(answer))
    raw.server.listen(0, '127.0.0.1')
    await once(raw.server, 'listening')
    return raw
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  url(host = '127.0.0.1'): SourceDefinition & { kind: 'url' } {
    return { kind: 'url', url: `http://${host}:${this.port}/list` }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    this.server.close()
    await once(this.server, 'close')
  }
}

const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
const packed = (bytes: Buffer) =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${bytes.length}\r\n\r\n`),
    bytes,
  ])
const whole = (text: string | Buffer) =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n`),
    Buffer.from(text),
  ])
/** Unpacked it is twenty times as long as a list may be. */
const bomb = gzipSync(Buffer.alloc(20 * MAX_BYTES, '[1],'))

describe('[SO-4] a server that answers with', () => {
  it.each<[string, string | Buffer, RegExp]>([
    ['HTTP 0.9', 'a-1\na-2\n', /^source_unreachable: /],
    ['a header of 1 MB', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(1024 * 1024)}\r\n\r\na-1\n`, /^source_unreachable: /],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 8\r\n\r\na-1\n', /^source_unreachable: /],
    ['204', 'HTTP/1.1 204 No Content\r\n\r\n', /^source_answered: .*204/],
    ['206', 'HTTP/1.1 206 Partial Content\r\nContent-Length: 4\r\n\r\na-1\n', /^source_answered: .*206/],
    ['300', 'HTTP/1.1 300 Multiple Choices\r\nContent-Length: 4\r\n\r\na-1\n', /^source_answered: .*300/],
    ['304 that nobody asked for', 'HTTP/1.1 304 Not Modified\r\n\r\n', /^source_answered: .*304/],
    [
      '101',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\na-1\n',
      /^source_answered: .*101/,
    ],
    ['302 to nowhere', 'HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n', /^source_redirect_wrong: /],
    ['a chunk without a length', `${chunked}4\r\na-1\n\r\nZZ\r\na-2\n`, /^source_cut: /],
    ['a bomb', packed(bomb), /^body_too_large: /],
    ['a page in UTF-16', whole(Buffer.from('\uFEFF<!doctype html><p>Sorry', 'utf16le')), /^source_html: /],
    ['a part of a page', whole('<title>Sorry</title>\n'), /^source_html: /],
    ['nothing but NUL', whole('\0\0\0\0'), /^source_empty: /],
  ])('%s is no list', async (_what, answer, expected) => {
    await using server = await RawServer.start(answer)
    expect(await outcome(server.url())).toMatch(expected)
  })

  it('a bomb around the list is found out, too', async () => {
    const around = gzipSync(
      Buffer.concat([Buffer.from('{"x":['), Buffer.alloc(4 * MAX_BYTES, '1,'), Buffer.from('1]}')]),
    )
    await using server = await RawServer.start(packed(around))
    expect(await outcome({ ...server.url(), path: '/list' })).toMatch(/^body_too_large: /)
  })

  it.each<[string, (socket: Socket) => void, RegExp]>([
    [
      'chunks without an end',
      (socket) => {
        socket.write(chunked)
        const more = () => {
          while (!socket.destroyed && socket.write(`10000\r\n${'a-1\n'.repeat(16_384)}\r\n`));
        }
        socket.on('drain', more)
        more()
      },
      /^body_too_large: /,
    ],
    [
      'nothing but 100 Continue',
      (socket) => void socket.write('HTTP/1.1 100 Continue\r\n\r\n'.repeat(500)),
      /time was over/,
    ],
    ['a list that stops in the middle', (socket) => void socket.write(`${chunked}4\r\na-1\n\r\n`), /time was over/],
    ['silence', () => {}, /time was over/],
  ])('%s is given up', async (_what, answer, expected) => {
    await using server = await RawServer.start(answer)
    expect(await outcome(server.url(), { timeout: timeFor(expected) })).toMatch(expected)
  })

  it('what is behind the end of a list ends nothing', async () => {
    await using server = await RawServer.start(`${whole('a-1\n').toString()}HTTP/1.1 200 OK\r\n\r\na-2\n`)
    expect(await outcome(server.url())).toBe('a-1\n')
  })

  it.each(['[::ffff:127.0.0.1]', '0x7f.1', '2130706433', '127.1', 'localhost.', '[::1]', '169.254.169.254'])(
    '[SO-3] a redirect to %s leads nowhere',
    async (host) => {
      await using server = await RawServer.start((socket) => {
        const { localPort } = socket
        socket.write(`HTTP/1.1 302 Found\r\nLocation: http://${host}:${localPort}/\r\nContent-Length: 0\r\n\r\n`)
      })
      expect(await outcome(server.url('localhost'))).toMatch(/^source_address_private: |ENOTFOUND/)
    },
  )

  it('[SO-6] a redirect that goes wrong is said without what is secret in it', async () => {
    const secret = '9aa3d95b3bc440fa88ea12eaa4456161'
    const location = `ftp://me:${secret}@x.example/${secret}?key=${secret}`
    await using server = await RawServer.start(
      `HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`,
    )
    expect(await outcome(server.url())).not.toContain(secret)
    const broken = `HTTP/1.1 302 Found\r\nLocation: http://me:${secret}@[x/${secret}?${secret}\r\nContent-Length: 0\r\n\r\n`
    await using other = await RawServer.start(broken)
    const said = await outcome(other.url())
    expect(said).toMatch(/^source_redirect_wrong: .*http:\/\/\[x\/…/)
    expect(said).not.toContain(secret)
  })

  it('a certificate that nobody vouches for is not asked', async () => {
    const { keyFile, pem } = selfSigned(folder, 'unknown')
    const server = createHttpsServer({ key: readFileSync(keyFile), cert: pem }, (_request, response) =>
      response.end('a-1\n'),
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    expect(await outcome({ kind: 'url', url: `https://127.0.0.1:${port}/list` })).toMatch(/^source_unreachable: /)
    server.closeAllConnections()
    server.close()
  })
})

describe('[SO-4] a file that is', () => {
  const file = (name: string): SourceDefinition => ({ kind: 'file', file: join(folder, name) })
  beforeAll(() => mkdirSync(join(folder, 'lists')))

  it('a pipe, a device or a circle of links is not waited for', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe'), join(folder, 'lists', 'pipe.txt')])
    symlinkSync('circle', join(folder, 'circle'))
    expect(await outcome(file('pipe'))).toMatch(/^source_file_irregular: /)
    expect(await outcome(file('lists'))).toMatch(/^source_file_irregular: .*pipe\.txt/)
    expect(await outcome({ kind: 'file', file: '/dev/zero' })).toMatch(/^source_file_irregular: /)
    expect(await outcome(file('circle'))).toMatch(/^source_file_unreadable: .*ELOOP/)
  })

  it.each<[string, (path: string) => void]>([
    ['cut off', (path) => truncateSync(path, 100)],
    [
      'another one',
      (path) => {
        writeFileSync(`${path}.new`, 'b-1\n'.repeat(100_000))
        renameSync(`${path}.new`, path)
      },
    ],
  ])('%s while it is read is read again later', async (_what, change) => {
    const path = join(folder, 'changing')
    writeFileSync(path, 'a-1\n'.repeat(100_000))
    let isFirst = true
    const onPiece = () => {
      if (isFirst) change(path)
      isFirst = false
    }
    expect(await outcome(file('changing'), { onPiece })).toMatch(/^source_file_restless: /)
  })

  it('one of more than ten thousand in its folder is not left out without a word', async () => {
    mkdirSync(join(folder, 'full'))
    for (let i = 0; i <= 10_000; i++) symlinkSync('x', join(folder, 'full', `${i}.txt`))
    expect(await outcome(file('full'))).toMatch(/^source_folder_full: .*10000/)
  })
})

describe('[SO-4] a program that', () => {
  const shell = (script: string): SourceDefinition => ({ kind: 'command', command: ['/bin/sh', '-c', script] })

  it.each<[string, string, RegExp]>([
    ['writes for ever', 'yes a-1', /^body_too_large: /],
    ['only complains', 'echo no >&2', /^source_empty: /],
    ['complains for ever', 'yes no >&2', /time was over/],
    ['leaves somebody who holds on to its output', 'echo a-1; setsid sleep 3 & exit 0', /time was over/],
    ['does not want to end', 'trap "" TERM; while :; do sleep 1; done', /time was over/],
  ])('%s gives no list', async (_what, script, expected) => {
    expect(await outcome(shell(script), { timeout: timeFor(expected) })).toMatch(expected)
  })

  it('is over before its output is asked for gives all of it', async () => {
    const pidFile = join(folder, 'pid')
    const { signal } = new AbortController()
    const reading = await readSource(shell(`echo $$ >${pidFile}; seq 1 5000; echo no >&2`), context(signal), 5000)
    const pid = () => (existsSync(pidFile) ? Number.parseInt(readFileSync(pidFile, 'utf8'), 10) : Number.NaN)
    await vi.waitUntil(() => pid() > 0 && !isRunning(pid()), { timeout: 5000 })
    if (reading.kind !== 'list') throw new Error(reading.kind)
    const pieces: Buffer[] = []
    for await (const piece of reading.pieces) pieces.push(Buffer.from(piece))
    expect(Buffer.concat(pieces).toString().trim().split('\n')).toHaveLength(5000)
  })
})

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('[SO-4] a database that', () => {
  it.each(['postgresql', 'mysql'])('says nothing is given up: %s', async (dialect) => {
    await using server = await RawServer.start(() => {})
    const database = `${dialect}://me:s3cret@127.0.0.1:${server.port}/x`
    const startedAt = performance.now()
    const said = await outcome({ kind: 'sql', database, query: 'SELECT 1' }, { timeout: 200 })
    expect(said).toMatch(/time was over|timeout|ETIMEDOUT/i)
    expect(performance.now() - startedAt).toBeLessThan(3000)
  })
})
