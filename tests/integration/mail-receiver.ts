import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createSecureContext, createServer as createTlsServer, type SecureContext, TLSSocket } from 'node:tls'
import type { SelfSigned } from './self-signed.ts'

/** Of a line, without its end (RFC 5321). */
const MAX_LINE_LENGTH = 998

export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  /** In small letters, unfolded and decoded. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly html: string
  readonly isEncrypted: boolean
  readonly user: string | null
}

interface Options {
  readonly security?: 'tls' | 'starttls' | 'none'
  /** Of those that speak TLS. */
  readonly certificate?: SelfSigned
  /** Whoever does not log in so sends nothing. */
  readonly login?: { readonly user: string; readonly password: string }
  /** Says nothing, ever. */
  readonly hangs?: boolean
}

/** A mail server of RFC 5321 that checks what it is sent: what is wrong with it stands in `violations`. */
export class MailReceiver {
  readonly mails: ReceivedMail[] = []
  readonly violations: string[] = []
  /** Answers in place of those of a server that takes everything: by the beginning of a command, or `DATA-END`. */
  readonly answers = new Map<string, string>()
  /** Everything that came before TLS, as it came. */
  plain = ''

  private readonly options: Options
  private readonly server: Server
  private readonly sockets = new Set<Socket>()

  private constructor(options: Options) {
    this.options = options
    const { security = 'none' } = options
    const serve = (socket: Socket) => {
      this.sockets.add(socket)
      socket.on('close', () => this.sockets.delete(socket))
      new Dialogue(this, options, socket).begin()
    }
    this.server = security === 'tls' ? createTlsServer(pemOf(options), serve) : createServer(serve)
  }

  static async start(options: Options = {}): Promise<MailReceiver> {
    const receiver = new MailReceiver(options)
    await new Promise<void>((done) => receiver.server.listen(0, '127.0.0.1', done))
    return receiver
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  /** Whether it says that it can speak TLS. */
  get offersTls(): boolean {
    return this.options.security === 'starttls'
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    await new Promise((done) => this.server.close(done))
  }
}

function pemOf({ certificate }: Options): { cert: string; key: string } {
  return { cert: readFileSync(certificate!.certFile, 'utf8'), key: readFileSync(certificate!.keyFile, 'utf8') }
}

class Dialogue {
  private readonly receiver: MailReceiver
  private readonly options: Options
  private socket: Socket
  private unread = ''
  private isEncrypted: boolean
  private greeted = false
  private user: string | null = null
  private from: string | null = null
  private to: string[] = []
  private data: string[] | null = null
  /** What the next line answers: a name and a password, one after the other. */
  private asked: 'user' | 'password' | null = null
  private name = ''

  constructor(receiver: MailReceiver, options: Options, socket: Socket) {
    this.receiver = receiver
    this.options = options
    this.socket = socket
    this.isEncrypted = options.security === 'tls'
  }

  begin(): void {
    this.listen(this.socket)
    if (this.options.hangs !== true) this.say(this.receiver.answers.get('GREETING') ?? '220 receiver.test ESMTP')
  }

  private readonly onData = (bytes: Buffer) => {
    const text = bytes.toString('latin1')
    if (!this.isEncrypted) this.receiver.plain += text
    this.unread += text
    let end = this.unread.indexOf('\n')
    while (end >= 0) {
      const raw = this.unread.slice(0, end)
      this.unread = this.unread.slice(end + 1)
      if (!raw.endsWith('\r')) this.wrong('a line ends without CR')
      if (raw.slice(0, -1).includes('\r')) this.wrong('a CR stands within a line')
      if (raw.length - 1 > MAX_LINE_LENGTH) this.wrong(`a line is ${raw.length} long`)
      this.take(raw.replace(/\r$/, ''))
      end = this.unread.indexOf('\n')
    }
  }

  private listen(socket: Socket): void {
    socket.on('data', this.onData)
    socket.on('error', () => {})
  }

  private wrong(what: string): void {
    this.receiver.violations.push(what)
  }

  private say(...lines: string[]): void {
    this.socket.write(lines.map((line) => `${line}\r\n`).join(''))
  }

  private take(line: string): void {
    if (this.data !== null) return this.takeData(line)
    if (this.asked !== null) return this.takeLogin(line)
    const [verb = ''] = line.toUpperCase().split(/[ :]/, 1)
    const given = this.receiver.answers.get(verb)
    if (given !== undefined) {
      if (given === 'close') this.socket.destroy()
      else if (given !== 'hang') this.say(given)
      return
    }
    this.command(verb, line)
  }

  private command(verb: string, line: string): void {
    const { login } = this.options
    if (!this.greeted && !['EHLO', 'HELO', 'QUIT'].includes(verb)) this.wrong(`${verb} before EHLO`)
    switch (verb) {
      case 'EHLO': {
        this.greeted = true
        const tls = this.receiver.offersTls && !this.isEncrypted ? ['STARTTLS'] : []
        const auth = login === undefined ? [] : ['AUTH PLAIN LOGIN']
        const lines = ['receiver.test', ...tls, ...auth, '8BITMIME', 'SIZE 1000000']
        this.say(...lines.map((text, i) => `250${i === lines.length - 1 ? ' ' : '-'}${text}`))
        return
      }
      case 'STARTTLS':
        if (!this.receiver.offersTls) return this.say('502 5.5.1 Command not implemented')
        this.say('220 2.0.0 Ready to start TLS')
        return this.upgrade(createSecureContext(pemOf(this.options)))
      case 'AUTH':
        return this.login(line)
      case 'MAIL': {
        const [, address] = /^MAIL FROM:<([^<>\s]*)>(?: [A-Z0-9]+(?:=\S+)?)*$/i.exec(line) ?? []
        if (address === undefined) return this.refuse(`malformed: ${line}`)
        if (login !== undefined && this.user === null) return this.say('530 5.7.0 Authentication required')
        this.from = address
        this.to = []
        return this.say('250 2.1.0 OK')
      }
      case 'RCPT': {
        const [, address] = /^RCPT TO:<([^<>\s]+@[^<>\s]+)>$/i.exec(line) ?? []
        if (address === undefined) return this.refuse(`malformed: ${line}`)
        const answer = this.receiver.answers.get(`RCPT ${address}`)
        if (answer !== undefined) return this.say(answer)
        this.to.push(address)
        return this.say('250 2.1.5 OK')
      }
      case 'DATA':
        if (this.from === null || this.to.length === 0) return this.say('503 5.5.1 Bad sequence of commands')
        this.data = []
        return this.say('354 End data with <CR><LF>.<CR><LF>')
      case 'QUIT':
        this.say('221 2.0.0 Bye')
        this.socket.end()
        return
      default:
        return this.refuse(`unknown command: ${verb}`)
    }
  }

  private refuse(what: string): void {
    this.wrong(what)
    this.say('500 5.5.2 Syntax error')
  }

  private upgrade(secureContext: SecureContext): void {
    const plain = this.socket
    plain.off('data', this.onData)
    this.unread = ''
    this.greeted = false
    this.isEncrypted = true
    this.socket = new TLSSocket(plain, { isServer: true, secureContext })
    this.listen(this.socket)
  }

  private login(line: string): void {
    const [, method = '', initial] = line.split(' ')
    if (method.toUpperCase() === 'PLAIN' && initial !== undefined) {
      const [, user = '', password = ''] = fromBase64(initial).split('\0')
      return this.check(user, password)
    }
    if (method.toUpperCase() !== 'LOGIN') return this.say('504 5.5.4 Unrecognized authentication type')
    this.asked = 'user'
    this.say('334 VXNlcm5hbWU6')
  }

  private takeLogin(line: string): void {
    if (this.asked === 'user') {
      this.name = fromBase64(line)
      this.asked = 'password'
      return this.say('334 UGFzc3dvcmQ6')
    }
    this.asked = null
    this.check(this.name, fromBase64(line))
  }

  private check(user: string, password: string): void {
    const { login } = this.options
    if (login?.user !== user || login.password !== password) {
      return this.say(`535 5.7.8 Authentication credentials invalid for ${user} (${password})`)
    }
    this.user = user
    this.say('235 2.7.0 Authentication successful')
  }

  private takeData(line: string): void {
    if (line !== '.') {
      this.data!.push(line.startsWith('..') ? line.slice(1) : line)
      return
    }
    const lines = this.data!
    this.data = null
    const answer = this.receiver.answers.get('DATA-END')
    if (answer !== undefined) return this.say(answer)
    const { isEncrypted, user, from, to } = this
    this.receiver.mails.push({ from: from!, to, isEncrypted, user, ...this.parsed(lines) })
    this.say('250 2.0.0 Queued')
  }

  private parsed(lines: readonly string[]): Pick<ReceivedMail, 'headers' | 'text' | 'html'> {
    const { headers, body } = partOf(lines)
    for (const name of ['date', 'from', 'to', 'subject', 'message-id', 'mime-version', 'content-type']) {
      if (headers[name] === undefined) this.wrong(`there is no ${name}`)
    }
    if (!/^<[^<>@\s]+@[^<>@\s]+>$/.test(headers['message-id'] ?? '')) this.wrong('the Message-ID is malformed')
    if (lines.some((line) => /[^\x20-\x7e\t]/.test(line))) this.wrong('a line is not of ASCII')
    const [, boundary] = /boundary="?([^";]+)"?/.exec(headers['content-type'] ?? '') ?? []
    if (boundary === undefined) {
      this.wrong('it has one part only')
      return { headers, text: body.join('\n'), html: '' }
    }
    const parts = body
      .join('\n')
      .split(`--${boundary}`)
      .slice(1, -1)
      .map((part) => partOf(part.split('\n').slice(1)))
    const ofType = (type: string) => {
      const part = parts.find((one) => one.headers['content-type']?.startsWith(type))
      if (part === undefined) this.wrong(`there is no part of ${type}`)
      return part === undefined
        ? ''
        : decoded(part.body.join('\n'), part.headers['content-transfer-encoding'] ?? '7bit')
    }
    return { headers, text: ofType('text/plain'), html: ofType('text/html') }
  }
}

function partOf(lines: readonly string[]): { headers: Record<string, string>; body: readonly string[] } {
  const end = lines.indexOf('')
  const unfolded = lines
    .slice(0, end)
    .join('\n')
    .replaceAll(/\n[ \t]+/g, ' ')
  const headers = unfolded.split('\n').map((line): [string, string] => {
    const [, name = '', value = ''] = /^([!-9;-~]+):\s*(.*)$/.exec(line) ?? []
    return [name.toLowerCase(), decodedWords(value)]
  })
  return { headers: Object.fromEntries(headers), body: lines.slice(end + 1) }
}

/** Encoded words of RFC 2047; white space between two of them is none. */
function decodedWords(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString('latin1')
        : text.replaceAll('_', ' ').replaceAll(/=([0-9A-F]{2})/gi, (_code, hex: string) => byte(hex)),
    )
    .replaceAll(/[\x80-\xff]+/g, (bytes) => Buffer.from(bytes, 'latin1').toString('utf8'))
}

function decoded(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8')
  if (encoding !== 'quoted-printable') return body
  const bytes = body.replaceAll(/=\n/g, '').replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => byte(hex))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

function byte(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16))
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8')
}
