import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { stringify } from 'yaml'
import { signedBytes } from '../../src/main/update/signature.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A server of releases, and the key they are signed with. */
export class ReleaseServer {
  readonly key = newKey()
  /** What was asked for, in order. */
  readonly asked: string[] = []
  private readonly answers = new Map<string, Answer>()
  private readonly server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://a').pathname
    this.asked.push(path)
    const answer = this.answers.get(path)
    if (answer) answer(request, response)
    else response.writeHead(404).end()
  })

  static async start(): Promise<ReleaseServer> {
    const releases = new ReleaseServer()
    await new Promise<void>((done) => releases.server.listen(0, '127.0.0.1', done))
    return releases
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/releases/`
  }

  /** Of its key, as a copy of the app is built with it. */
  get publicKey(): string {
    return this.key.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
  }

  put(name: string, body: string | Buffer): void {
    this.answer(name, (_request, response) => response.end(body))
  }

  answer(name: string, answer: Answer): void {
    this.answers.set(`/releases/${name}`, answer)
  }

  /** A release with one file, signed; what is given is in its list, too. */
  release(
    version: string,
    more: { list?: string; file?: string; body?: Buffer; key?: KeyObject; at?: string; notes?: string } = {},
  ): void {
    const { list = 'latest-linux.yml', file = `batchdeck-${version}.AppImage`, body = Buffer.from(version) } = more
    const text = stringify({
      version,
      files: [{ url: file, sha512: createHash('sha512').update(body).digest('base64'), size: body.length }],
      path: file,
      sha512: createHash('sha512').update(body).digest('base64'),
      releaseDate: more.at ?? '2026-01-02T03:04:05.000Z',
      ...(more.notes !== undefined && { releaseNotes: more.notes }),
    })
    this.put(file, body)
    this.sign(list, text, more.key)
  }

  sign(list: string, text: string, key: KeyObject = this.key.privateKey): void {
    this.put(list, text)
    this.put(`${list}.sig`, sign(null, signedBytes(list, Buffer.from(text)), key).toString('base64'))
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((done) => this.server.close(done))
  }
}

export function newKey(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  return generateKeyPairSync('ed25519')
}
