import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'

export type ChatKind = 'webhook' | 'slack' | 'telegram' | 'dingtalk' | 'feishu' | 'wecom'

export interface ReceivedPost {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** What a reader sees of it, with its markup; of a webhook the JSON. */
  readonly shown: string
}

interface Answer {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** What only the real service and its owner know. */
interface Options {
  /** The token, key or path that a sender must have. */
  readonly token?: string
  /** Messages must be signed with it. */
  readonly secret?: string
  /** Of Telegram. */
  readonly chat?: number | string
  readonly thread?: number
  /** Each message must have it (DingTalk, Feishu). */
  readonly keyword?: string
  readonly tls?: ServerOptions
  /** By its clock, ms; that of the machine where it has none. */
  readonly now?: () => number
}

type Received = Pick<ReceivedPost, 'path' | 'headers' | 'body'>
/** Answers as the service does, and says of what is well formed what is seen of it. */
type Service = (received: Received, options: Options, now: number) => Answer & { readonly shown?: string }

/** So far the clocks of sender and robot may be apart. */
const MAX_CLOCK_DIFFERENCE_MS = 3_600_000
const MAX_WEBHOOK_AGE_S = 300

/** A service that checks what it is sent against its published format, and answers as it would. */
export class ChatReceiver {
  readonly posts: ReceivedPost[] = []
  /** Everything that came, taken or not. */
  readonly requests: Received[] = []
  /** What it does instead: an answer, or what receivers do that are not well. */
  instead: Answer | 'hang' | 'close' | 'drip' | 'huge' | null = null
  /** Takes no more for now, in the words of this service. */
  isLimited = false

  private readonly kind: ChatKind
  private readonly options: Options
  private readonly server: Server

  private constructor(kind: ChatKind, options: Options) {
    this.kind = kind
    this.options = options
    const serve = (request: IncomingMessage, response: ServerResponse) => void this.serve(request, response)
    this.server = options.tls ? createTlsServer(options.tls, serve) : createServer(serve)
  }

  static async start(kind: ChatKind, options: Options = {}): Promise<ChatReceiver> {
    const receiver = new ChatReceiver(kind, options)
    await new Promise<void>((done) => receiver.server.listen(0, '127.0.0.1', done))
    return receiver
  }

  get origin(): string {
    const { port } = this.server.address() as AddressInfo
    return `${this.options.tls ? 'https' : 'http'}://127.0.0.1:${port}`
  }

  /** The address that its owner copies; of Telegram the origin. */
  get url(): string {
    const { token = '' } = this.options
    switch (this.kind) {
      case 'webhook':
        return `${this.origin}/hook/${token}`
      case 'slack':
        return `${this.origin}/services/${token}`
      case 'telegram':
        return this.origin
      case 'dingtalk':
        return `${this.origin}/robot/send?access_token=${token}`
      case 'feishu':
        return `${this.origin}/open-apis/bot/v2/hook/${token}`
      case 'wecom':
        return `${this.origin}/cgi-bin/webhook/send?key=${token}`
    }
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((done) => this.server.close(done))
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = []
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece)
    const { url: path = '', headers } = request
    const received = { path, headers, body: Buffer.concat(pieces).toString('utf8') }
    this.requests.push(received)
    const { instead } = this
    if (instead === 'hang') return
    if (instead === 'close') return void request.socket.destroy()
    if (instead === 'drip' || instead === 'huge') {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write(instead === 'drip' ? '{' : 'x'.repeat(8 * 1024 * 1024))
      return
    }
    const answer = instead ?? (this.isLimited ? limited[this.kind] : this.answerTo(request.method, received))
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
    response.end(answer.body)
  }

  private answerTo(method: string | undefined, received: Received): Answer {
    if (method !== 'POST') return { status: 405, body: '' }
    if (received.headers['content-type']?.startsWith('application/json') !== true) return { status: 415, body: '' }
    if (!/^Batchdeck\/\d/.test(received.headers['user-agent'] ?? '')) return { status: 400, body: 'no User-Agent' }
    const { shown, ...answer } = services[this.kind](received, this.options, (this.options.now ?? Date.now)())
    if (shown !== undefined) this.posts.push({ ...received, shown })
    return answer
  }
}

const json = (value: object, status = 200): Answer => ({ status, body: JSON.stringify(value) })

const limited: Readonly<Record<ChatKind, Answer>> = {
  webhook: { status: 429, body: '', headers: { 'retry-after': '7' } },
  slack: { status: 429, body: 'rate_limited', headers: { 'retry-after': '30' } },
  telegram: json(
    {
      ok: false,
      error_code: 429,
      description: 'Too Many Requests: retry after 35',
      parameters: { retry_after: 35 },
    },
    429,
  ),
  dingtalk: json({ errcode: 130_101, errmsg: 'send too fast, exceed 20 times per minute' }),
  feishu: json({ code: 11_232, msg: 'frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]', data: {} }),
  wecom: json({ errcode: 45_009, errmsg: 'api freq out of limit, hint: [1], from ip: 1.1.1.1' }),
}

const services: Readonly<Record<ChatKind, Service>> = {
  webhook({ path, headers, body }, { token = '', secret }, now) {
    if (path !== `/hook/${token}`) return { status: 404, body: 'no such hook' }
    const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature } = headers
    if (typeof id !== 'string' || typeof time !== 'string' || id.includes('.')) return { status: 400, body: 'no id' }
    if (secret !== undefined) {
      const key = Buffer.from(secret.replace(/^whsec_/, ''), secret.startsWith('whsec_') ? 'base64' : 'utf8')
      const expected = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')
      const isFresh = Math.abs(now / 1000 - Number(time)) < MAX_WEBHOOK_AGE_S
      if (signature !== `v1,${expected}` || !isFresh) return { status: 401, body: `wrong signature for ${secret}` }
    }
    JSON.parse(body)
    return { status: 204, body: '', shown: body }
  },

  slack({ path, body }, { token = '' }) {
    if (path !== `/services/${token}`) return { status: 404, body: 'no_service' }
    const { text = '', blocks = [] } = (parsed(body) ?? {}) as {
      text?: string
      blocks?: { type: string; text: { type: string; text: string; verbatim?: boolean } }[]
    }
    if (text === '' || text.length > 40_000) return { status: 400, body: 'no_text' }
    if (blocks.length > 50) return { status: 400, body: 'invalid_blocks' }
    for (const { type, text: object } of blocks) {
      const most = type === 'header' ? 150 : type === 'section' ? 3000 : 0
      const isKnown = object.type === 'plain_text' || (type === 'section' && object.type === 'mrkdwn')
      if (object.text === '' || object.text.length > most || !isKnown) return { status: 400, body: 'invalid_blocks' }
    }
    const shown = [text, ...blocks.map((block) => block.text.text)]
    // What is not escaped has a meaning: a mention, a channel, a command, a link.
    const isEscaped = shown.every((one) => !/&(?!amp;|lt;|gt;)|[<>]/.test(one.replace(/^<http[^<>|]+\|[^<>]+>$/, '')))
    return isEscaped ? { status: 200, body: 'ok', shown: shown.join('\n') } : { status: 400, body: 'invalid_payload' }
  },

  telegram({ path, body }, { token = '', chat, thread }) {
    const [, given, method] = /^\/bot(\d+:[\w-]+)\/(\w+)$/.exec(path) ?? []
    const failed = (error_code: number, description: string) => json({ ok: false, error_code, description }, error_code)
    if (given === undefined || method !== 'sendMessage') return failed(404, 'Not Found')
    if (given !== token) return failed(401, 'Unauthorized')
    const message = (parsed(body) ?? {}) as Record<string, unknown>
    const { chat_id, message_thread_id, text, parse_mode, link_preview_options: preview } = message
    if (chat_id !== chat) return failed(400, 'Bad Request: chat not found')
    if (message_thread_id !== thread) return failed(400, 'Bad Request: message thread not found')
    if (typeof text !== 'string' || text === '') return failed(400, 'Bad Request: message text is empty')
    if (parse_mode !== 'HTML') return failed(400, 'Bad Request: unsupported parse_mode')
    if ((preview as { is_disabled?: unknown } | undefined)?.is_disabled !== true) return failed(400, 'Bad Request')
    const bare = text.replaceAll(/<\/?(?:b|a|code)>|<a href="[^"<>]*">/g, '')
    if (/[<>]|&(?!amp;|lt;|gt;|quot;)/.test(bare)) return failed(400, "Bad Request: can't parse entities")
    if (unescaped(bare).length > 4096) return failed(400, 'Bad Request: message is too long')
    return { ...json({ ok: true, result: { message_id: 1 } }), shown: text }
  },

  dingtalk({ path, body }, { token = '', secret, keyword }, now) {
    const url = new URL(path, 'http://receiver.test')
    const failed = (errmsg: string, errcode = 310_000) => json({ errcode, errmsg })
    if (url.pathname !== '/robot/send') return { status: 404, body: '' }
    if (url.searchParams.get('access_token') !== token) return failed('token is not exist', 300_001)
    if (secret !== undefined) {
      const time = url.searchParams.get('timestamp') ?? ''
      const sign = createHmac('sha256', secret).update(`${time}\n${secret}`).digest('base64')
      if (!(Math.abs(now - Number(time)) < MAX_CLOCK_DIFFERENCE_MS)) return failed('invalid timestamp')
      if (url.searchParams.get('sign') !== sign) return failed('sign not match')
    }
    if (Buffer.byteLength(body) > 20_000) return failed('message too long, exceed 20000 bytes', 460_101)
    const { msgtype, markdown } = (parsed(body) ?? {}) as { msgtype?: string; markdown?: Record<string, string> }
    const { title = '', text = '' } = markdown ?? {}
    if (msgtype !== 'markdown' || title === '' || text === '') return failed('param error', 40_035)
    if (keyword !== undefined && !`${title}${text}`.includes(keyword)) return failed('keywords not in content')
    return { ...json({ errcode: 0, errmsg: 'ok' }), shown: text }
  },

  feishu({ path, body }, { token = '', secret, keyword }, now) {
    const failed = (code: number, msg: string) => json({ code, msg, data: {} })
    if (path !== `/open-apis/bot/v2/hook/${token}`) {
      return failed(19_001, 'param invalid: incoming webhook access token invalid')
    }
    if (Buffer.byteLength(body) > 20 * 1024) return failed(9499, 'Bad Request')
    const message = (parsed(body) ?? {}) as {
      msg_type?: string
      card?: FeishuCard
      timestamp?: string
      sign?: string
    }
    if (secret !== undefined) {
      const { timestamp = '', sign } = message
      const expected = createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64')
      const isNear = Math.abs(now - Number(timestamp) * 1000) < MAX_CLOCK_DIFFERENCE_MS
      if (sign !== expected || !isNear) {
        return failed(19_021, 'sign match fail or timestamp is not within one hour from current time')
      }
    }
    const { card } = message
    if (message.msg_type !== 'interactive' || !card) return failed(9499, 'Bad Request')
    const colors = ['blue', 'wathet', 'turquoise', 'green', 'yellow', 'orange', 'red', 'carmine', 'violet', 'grey']
    const buttons = card.elements.flatMap(({ actions = [] }) => actions)
    const texts = [
      card.header.title,
      ...card.elements.flatMap(({ text }) => text ?? []),
      ...buttons.map(({ text }) => text),
    ]
    const isRight =
      colors.includes(card.header.template) &&
      card.elements.every(({ tag }) => ['div', 'action'].includes(tag)) &&
      texts.every(({ tag, content }) => tag === 'plain_text' && content !== '') &&
      buttons.every(({ tag, url }) => tag === 'button' && URL.canParse(url))
    if (!isRight) return failed(9499, 'Bad Request')
    const said = texts.map(({ content }) => content).join('\n')
    if (keyword !== undefined && !said.includes(keyword)) return failed(19_024, 'Key Words Not Found')
    return {
      ...json({ StatusCode: 0, StatusMessage: 'success', code: 0, data: {}, msg: 'success' }),
      shown: [said, ...buttons.map(({ url }) => url)].join('\n'),
    }
  },

  wecom({ path, body }, { token = '' }) {
    const url = new URL(path, 'http://receiver.test')
    const failed = (errcode: number, errmsg: string) => json({ errcode, errmsg })
    if (url.pathname !== '/cgi-bin/webhook/send') return { status: 404, body: '' }
    const key = url.searchParams.get('key')
    if (key !== token) return failed(93_000, `invalid webhook url ${key}, hint: [1], from ip: 1.1.1.1`)
    const { msgtype, markdown } = (parsed(body) ?? {}) as { msgtype?: string; markdown?: { content?: string } }
    const { content = '' } = markdown ?? {}
    if (msgtype !== 'markdown' || content === '') return failed(40_008, 'invalid message type')
    if (Buffer.byteLength(content) > 4096) return failed(40_058, 'markdown.content exceed max length 4096')
    return { ...json({ errcode: 0, errmsg: 'ok' }), shown: content }
  },
}

interface FeishuText {
  readonly tag: string
  readonly content: string
}
interface FeishuCard {
  readonly header: { readonly title: FeishuText; readonly template: string }
  readonly elements: readonly {
    readonly tag: string
    readonly text?: FeishuText
    readonly actions?: readonly { readonly tag: string; readonly text: FeishuText; readonly url: string }[]
  }[]
}

function parsed(body: string): object | null {
  try {
    return JSON.parse(body) as object
  } catch {
    return null
  }
}

function unescaped(html: string): string {
  return html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}
