import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'

/** What a mirror was asked for, and what it gave. */
export interface Asked {
  readonly path: string
  readonly range: string | undefined
  readonly ifRange: string | undefined
  readonly authorization: string | undefined
  /** The first and the one after the last byte that were sent. */
  from: number
  to: number
}

/** How a mirror answers, from the next request on. */
export interface Manner {
  /** Another status than 200, without the file. */
  readonly status?: number
  readonly type?: string
  readonly ignoresRange?: boolean
  readonly etag?: string | null
  /** Breaks the connection off after so many bytes of an answer. */
  readonly cutAfter?: number
  /** Sends up to that byte, then nothing, until the promise is fulfilled. */
  readonly stall?: { readonly at: number; readonly until: Promise<unknown> }
  /** A pause between pieces of 16 KiB, in ms. */
  readonly pause?: number
  /** Says no length. */
  readonly isChunked?: boolean
  readonly body?: Uint8Array
  /** Compresses it, whatever was asked for. */
  readonly isEncoded?: boolean
  /** Goes on after the end, without one. */
  readonly isEndless?: boolean
}

/** A mirror of Electron's downloads with one file. */
export class ElectronMirror implements AsyncDisposable {
  readonly asked: Asked[] = []
  manner: Manner = {}
  readonly file: Uint8Array
  private readonly server = createServer((request, response) => void this.answer(request, response))

  private constructor(file: Uint8Array) {
    this.file = file
  }

  static async start(file: Uint8Array): Promise<ElectronMirror> {
    const mirror = new ElectronMirror(file)
    mirror.server.listen(0, '127.0.0.1')
    await once(mirror.server, 'listening')
    return mirror
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  /** As it stands in ELECTRON_MIRROR. */
  get url(): string {
    return `http://${this.host}/`
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { manner } = this
    const plain = manner.body ?? this.file
    const file = manner.isEncoded ? gzipSync(plain) : plain
    const { range } = request.headers
    const asked: Asked = {
      path: request.url ?? '',
      range,
      ifRange: request.headers['if-range']?.toString(),
      authorization: request.headers.authorization,
      from: 0,
      to: 0,
    }
    this.asked.push(asked)
    response.on('error', () => {})
    if (manner.status) return void response.writeHead(manner.status).end('no')
    const etag = manner.etag === undefined ? '"one"' : manner.etag
    const isSame = asked.ifRange === undefined || asked.ifRange === etag
    const start = manner.ignoresRange || !isSame ? 0 : Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
    if (start >= file.length) {
      return void response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end()
    }
    asked.from = asked.to = start
    const isPart = start > 0
    response.writeHead(isPart ? 206 : 200, {
      'content-type': manner.type ?? 'application/zip',
      ...(!manner.isChunked && { 'content-length': file.length - start }),
      ...(isPart && { 'content-range': `bytes ${start}-${file.length - 1}/${file.length}` }),
      ...(etag !== null && { etag }),
      ...(manner.isEncoded && { 'content-encoding': 'gzip' }),
    })
    const end = Math.min(file.length, start + (manner.cutAfter ?? Infinity))
    while (asked.to < end && !response.destroyed) {
      const stop = manner.stall?.at ?? Infinity
      if (asked.to >= stop) await manner.stall?.until
      const next = Math.min(end, asked.to + 16_384, asked.to < stop ? stop : Infinity)
      await new Promise<void>((sent) => void response.write(file.subarray(asked.to, next), () => sent()))
      asked.to = next
      if (manner.pause) await pause(manner.pause)
    }
    while (manner.isEndless && !response.destroyed) {
      await new Promise<void>((sent) => void response.write(file, () => sent()))
    }
    if (end === file.length) return void response.end()
    // What is on its way when a connection breaks off may be lost.
    await pause(100)
    response.destroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.close()
    this.server.closeAllConnections()
    await once(this.server, 'close')
  }
}

/** A zip as Electron's, with `program` in the place of the binary. It does not compress: its size is that of `padding`. */
export function electronZip(version: string, program: string, padding = 400_000): Uint8Array {
  const text = new TextEncoder()
  return zipSync(
    {
      electron: [text.encode(program), { os: 3, attrs: 0o755 << 16 }],
      version: text.encode(version),
      'resources.pak': randomBytes(padding),
    },
    { level: 0 },
  )
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
