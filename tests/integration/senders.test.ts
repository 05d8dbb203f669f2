import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { refusalWords } from '../../src/console/words/refusal-words.ts'
import type { ChannelDefinition } from '../../src/contract/resources/channel.ts'
import { appLink } from '../../src/monitor/channels/console-link.ts'
import type { ChannelMessage, SendContext, SendOutcome } from '../../src/monitor/channels/message.ts'
import { send } from '../../src/monitor/channels/senders/send.ts'
import { sendHttp } from '../../src/monitor/channels/senders/send-http.ts'
import { whereOf } from '../../src/monitor/channels/senders/where.ts'
import {
  allBack,
  dayOf,
  hostileTexts,
  manyLost,
  massLoss,
  NIGHT,
  raised,
  saying,
  tasks,
  testMessage,
  uncovered,
} from '../channel-messages.ts'
import { type ChatKind, ChatReceiver } from './chat-receivers.ts'
import { MailReceiver } from './mail-receiver.ts'
import { type SelfSigned, selfSigned, trust } from './self-signed.ts'

const name = 'night'
const TOKEN = '123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw'
const KEY = 'a1b2c3d4e5f60718a1b2c3d4e5f60718'
const SECRET = 'SEC0123456789abcdef0123456789'
const WHSEC = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`
const PASSWORD = 'correct horse battery'

const context: SendContext = {
  deliveryId: 'a1b2-7',
  monitor: 'deck',
  link: ({ screen, params }) => `https://deck.example/#/${screen}?${new URLSearchParams(params).toString()}`,
  appLink: appLink('https://deck.example'),
  tasks,
  allowsPrivate: true,
  version: '0.2.0',
  now: () => Date.now(),
  signal: new AbortController().signal,
}

const night: readonly ChannelMessage[] = [
  testMessage,
  raised([massLoss, uncovered, ...manyLost(300)]),
  raised(hostileTexts.map((text, i) => saying(text, i + 2))),
  dayOf(hostileTexts),
  allBack([massLoss, ...manyLost(300)]),
]

const open: { close: () => Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})
const until = <T extends { close: () => Promise<void> }>(receiver: T): T => {
  open.push(receiver)
  return receiver
}

async function chat(kind: ChatKind, options: Parameters<typeof ChatReceiver.start>[1] = {}): Promise<ChatReceiver> {
  return until(await ChatReceiver.start(kind, options))
}
async function mailServer(options: Parameters<typeof MailReceiver.start>[0] = {}): Promise<MailReceiver> {
  return until(await MailReceiver.start(options))
}

/** What came of it, in words. */
function said(outcome: SendOutcome): string {
  return outcome.kind === 'delivered' ? 'delivered' : `${outcome.kind}: ${outcome.problem.message}`
}
const reasonOf = (outcome: SendOutcome) => (outcome.kind === 'delivered' ? null : outcome.problem.reason)

let folder: string
let certificate: SelfSigned
let trusted: SelfSigned
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'senders-'))
  certificate = selfSigned(folder, 'stranger')
  trusted = selfSigned(folder, 'friend')
  trust(trusted)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const pem = ({ certFile, keyFile }: SelfSigned) => ({
  cert: readFileSync(certFile, 'utf8'),
  key: readFileSync(keyFile, 'utf8'),
})

/** Each kind with everything that it can check, and what is given to send there. */
const chats: readonly (readonly [ChatKind, object, (receiver: ChatReceiver) => ChannelDefinition])[] = [
  ['webhook', { token: KEY, secret: WHSEC }, ({ url }) => ({ kind: 'webhook', name, url, secret: WHSEC })],
  ['slack', { token: `T00000000/B00000000/${KEY}` }, ({ url }) => ({ kind: 'slack', name, url })],
  [
    'telegram',
    { token: TOKEN, chat: -1_001_234_567_890, thread: 7 },
    ({ url }) => ({ kind: 'telegram', name, token: TOKEN, chat_id: '-1001234567890', thread_id: 7, base_url: url }),
  ],
  [
    'dingtalk',
    { token: KEY, secret: SECRET, keyword: 'deck' },
    ({ url }) => ({ kind: 'dingtalk', name, url, secret: SECRET }),
  ],
  [
    'feishu',
    { token: KEY, secret: SECRET, keyword: 'deck' },
    ({ url }) => ({ kind: 'feishu', name, url, secret: SECRET }),
  ],
  ['wecom', { token: KEY }, ({ url }) => ({ kind: 'wecom', name, url })],
]
const secretsOf = [TOKEN, KEY, SECRET, WHSEC, PASSWORD, 'AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw']

describe.each(chats)('[CN-4] a channel of the kind %s', (kind, options, definitionOf) => {
  it('is sent a night as its documentation has it, in both languages', async () => {
    const receiver = await chat(kind, options)
    for (const language of ['en', 'zh'] as const) {
      const definition = { ...definitionOf(receiver), language }
      for (const message of night) expect(said(await send(definition, message, context))).toBe('delivered')
    }
    expect(receiver.posts).toHaveLength(2 * night.length)
    expect(receiver.posts[0]!.shown).toContain('This is a test. Alerts of this monitor will look like this.')
    expect(receiver.posts[1]!.shown).toContain('300 of 1,000 consumers of ethereum are lost at once')
    expect(receiver.posts[1]!.shown).toContain('https://deck.example/')
    expect(receiver.posts.at(-1)!.shown).toContain('全部恢复正常')
  })

  it.each([
    [{ status: 500, body: '<h1>Internal Server Error</h1>' }, 'retry'],
    [{ status: 503, body: 'down', headers: { 'retry-after': '120' } }, 'retry'],
    ['close', 'retry'],
    ['drip', 'retry'],
    ['huge', 'retry'],
    [{ status: 302, body: '', headers: { location: 'http://127.0.0.1:1/elsewhere?key=1' } }, 'refused'],
    [{ status: 200, body: '<html>Welcome to the hotel</html>' }, 'retry'],
    [{ status: 200, body: '[1, 2]' }, 'retry'],
    [{ status: 200, body: '{"ok":"yes","errcode":"0","code":"0"}' }, 'retry'],
  ] as const)('that answers %j is %s', async (instead, expected) => {
    const receiver = await chat(kind, options)
    receiver.instead = instead
    const signal = instead === 'drip' ? AbortSignal.timeout(200) : context.signal
    const outcome = await send(definitionOf(receiver), testMessage, { ...context, signal })
    // Of a webhook any answer of 2xx says that it was taken.
    const isTaken = kind === 'webhook' && (typeof instead === 'string' ? instead !== 'close' : instead.status === 200)
    expect(outcome.kind).toBe(isTaken ? 'delivered' : expected)
    for (const secret of secretsOf) expect(said(outcome)).not.toContain(secret)
    if (typeof instead === 'object' && instead.status === 302) {
      expect(said(outcome)).toContain('redirects to http://127.0.0.1:1, which is not followed')
    }
  })

  it('that takes no more for now is tried again when it says', async () => {
    const receiver = await chat(kind, options)
    receiver.isLimited = true
    const outcome = await send(definitionOf(receiver), testMessage, context)
    const after = { webhook: 7000, slack: 30_000, telegram: 35_000, dingtalk: 60_000, feishu: null, wecom: 60_000 }
    expect(outcome).toMatchObject({ kind: 'retry', after: after[kind] })
    expect(said(outcome)).toMatch(/takes no more messages/)
  })

  it('never gives away what it was sent with, though the receiver says it again', async () => {
    const receiver = await chat(kind, options)
    const definition = definitionOf(receiver)
    const echo = JSON.stringify({
      ok: false,
      error_code: 400,
      errcode: 1,
      code: 1,
      description: JSON.stringify(definition),
      errmsg: JSON.stringify(definition),
      msg: encodeURIComponent(JSON.stringify(definition)),
    })
    const elsewhere = { location: `http://${KEY}.evil.example/${KEY}` }
    for (const status of [200, 302, 400, 500]) {
      receiver.instead = { status, body: echo, ...(status === 302 && { headers: elsewhere }) }
      const outcome = await send(definition, testMessage, context)
      for (const secret of secretsOf) {
        expect(JSON.stringify(outcome)).not.toContain(secret)
        expect(JSON.stringify(outcome)).not.toContain(encodeURIComponent(secret))
      }
    }
  })
})

describe('[CN-3] a test says what is wrong, and what helps', () => {
  it.each<[string, ChatKind, object, (receiver: ChatReceiver) => ChannelDefinition, RegExp]>([
    [
      'of an unknown webhook of Slack',
      'slack',
      { token: KEY },
      ({ origin }) => ({ kind: 'slack', name, url: `${origin}/services/other` }),
      /^refused: Slack does not know this webhook any more \(no_service\)\. Create a new one/,
    ],
    [
      'of a wrong token of Telegram',
      'telegram',
      { token: TOKEN, chat: 1 },
      ({ url }) => ({ kind: 'telegram', name, token: '1:wrong-one', chat_id: '1', base_url: url }),
      /^refused: Telegram does not accept the token/,
    ],
    [
      'of a chat that Telegram does not know',
      'telegram',
      { token: TOKEN, chat: 1 },
      ({ url }) => ({ kind: 'telegram', name, token: TOKEN, chat_id: '@nobody', base_url: url }),
      /^refused: Telegram does not find chat @nobody\. Add the bot/,
    ],
    [
      'of a topic that is not there',
      'telegram',
      { token: TOKEN, chat: 1 },
      ({ url }) => ({ kind: 'telegram', name, token: TOKEN, chat_id: '1', thread_id: 9, base_url: url }),
      /^refused: Telegram does not find topic 9 in chat 1/,
    ],
    [
      'of a robot that wants a signature',
      'dingtalk',
      { token: KEY, secret: SECRET },
      ({ url }) => ({ kind: 'dingtalk', name, url }),
      /^refused: 127\.0\.0\.1:\d+ wants signed messages/,
    ],
    [
      'of a robot with another secret',
      'dingtalk',
      { token: KEY, secret: SECRET },
      ({ url }) => ({ kind: 'dingtalk', name, url, secret: 'another-secret' }),
      /^refused: .* does not accept the signature \(sign not match\)\. Copy the secret/,
    ],
    [
      'of a robot with a keyword',
      'dingtalk',
      { token: KEY, keyword: 'alarm' },
      ({ url }) => ({ kind: 'dingtalk', name, url }),
      /^refused: .* Add the keyword “deck” in its security settings/,
    ],
    [
      'of an unknown robot',
      'dingtalk',
      { token: 'x'.repeat(32) },
      ({ origin }) => ({ kind: 'dingtalk', name, url: `${origin}/robot/send?access_token=${KEY}` }),
      /^refused: .* does not know this robot \(token is not exist\)/,
    ],
    [
      'of a bot of Feishu with another secret',
      'feishu',
      { token: KEY, secret: SECRET },
      ({ url }) => ({ kind: 'feishu', name, url, secret: 'another-secret' }),
      /^refused: .* does not accept the signature/,
    ],
    [
      'of a bot of Feishu with a keyword',
      'feishu',
      { token: KEY, keyword: 'alarm' },
      ({ url }) => ({ kind: 'feishu', name, url }),
      /^refused: .* Add the keyword “deck”/,
    ],
    [
      'of an unknown robot of WeCom',
      'wecom',
      { token: 'x' },
      ({ origin }) => ({ kind: 'wecom', name, url: `${origin}/cgi-bin/webhook/send?key=${KEY}` }),
      /^refused: .* does not know this robot \(invalid webhook url …, hint/,
    ],
    [
      'of a webhook whose receiver has another secret',
      'webhook',
      { token: KEY, secret: WHSEC },
      ({ url }) => ({ kind: 'webhook', name, url, secret: SECRET }),
      /^retry: .* answered 401 Unauthorized: wrong signature/,
    ],
    [
      'of a template that is no JSON',
      'webhook',
      {},
      ({ url }) => ({ kind: 'webhook', name, url, template: '{"text": {{title}}}' }),
      /^refused: The template is not JSON once it is filled in/,
    ],
  ])('%s', async (_, kind, options, definitionOf, expected) => {
    const receiver = await chat(kind, options)
    const outcome = await send(definitionOf(receiver), testMessage, context)
    expect(said(outcome)).toMatch(expected)
    for (const secret of [SECRET, KEY, 'another-secret', '1:wrong-one']) expect(said(outcome)).not.toContain(secret)
    if (outcome.kind !== 'delivered') expect(refusalWords(outcome.problem, 'zh')).toMatch(/\p{Script=Han}/u)
  })

  it.each([
    [
      '{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}',
      'channel_telegram_blocked',
    ],
    [
      '{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-100123}}',
      'channel_telegram_chat_moved',
    ],
    ['{"ok":false,"error_code":400,"description":"Bad Request: need administrator rights"}', 'channel_answered'],
  ])('of Telegram that answers %s', async (body, reason) => {
    const receiver = await chat('telegram')
    receiver.instead = { status: 400, body }
    const definition = { kind: 'telegram', name, token: TOKEN, chat_id: '1', base_url: receiver.url } as const
    expect(reasonOf(await send(definition, testMessage, context))).toBe(reason)
  })

  it('of a host that is not there, a port that is closed, and what is no address', async () => {
    const receiver = await ChatReceiver.start('webhook')
    const { url } = receiver
    await receiver.close()
    const outcome = async (address: string) =>
      said(await send({ kind: 'webhook', name, url: address }, testMessage, context))
    expect(await outcome(url)).toMatch(/^retry: 127\.0\.0\.1:\d+ refuses the connection\. Check the port/)
    expect(await outcome(`http://nobody.invalid/${KEY}`)).toMatch(/^retry: There is no host nobody\.invalid\./)
    expect(await outcome('ftp://example.com/x')).toMatch(/^refused: This is no http or https address/)
    expect(await outcome(`not an address ${KEY}`)).toMatch(/^refused: This is no http or https address/)
  })

  it('of a certificate that is not trusted, and of TLS where there is none', async () => {
    const [strange, known, bare] = await Promise.all([
      chat('webhook', { tls: pem(certificate) }),
      chat('webhook', { tls: pem(trusted) }),
      chat('webhook'),
    ])
    const outcome = async (url: string) => said(await send({ kind: 'webhook', name, url }, testMessage, context))
    expect(await outcome(strange.url)).toMatch(
      /^retry: The certificate of .* is not trusted: it is self-signed\. Install/,
    )
    expect(strange.requests).toHaveLength(0)
    expect(await outcome(known.url)).toBe('delivered')
    expect(await outcome(bare.url.replace('http:', 'https:'))).toMatch(/^retry: .* does not speak TLS there/)
  })

  it('of what is no HTTP, and of a receiver that hangs', async () => {
    const nonsense = createServer((socket) => void socket.resume().end('220 mail.example ESMTP\r\n'))
    await new Promise<void>((done) => nonsense.listen(0, '127.0.0.1', done))
    const { port } = nonsense.address() as { port: number }
    const url = `http://127.0.0.1:${port}/`
    expect(said(await send({ kind: 'webhook', name, url }, testMessage, context))).toMatch(/does not answer in HTTP/)
    await new Promise((done) => nonsense.close(done))

    const hanging = await chat('webhook')
    hanging.instead = 'hang'
    const outcome = await sendHttp({ url: hanging.url, headers: {}, body: '{}' }, context, 100)
    expect(outcome).toMatchObject({ kind: 'retry', problem: { reason: 'channel_timed_out' } })

    const stopping = new AbortController()
    const stopped = send({ kind: 'webhook', name, url: hanging.url }, testMessage, {
      ...context,
      signal: stopping.signal,
    })
    await expect.poll(() => hanging.requests).toHaveLength(2)
    stopping.abort()
    expect(reasonOf(await stopped)).toBe('channel_stopped')
  })
})

describe('[CN-4] a channel to a private address', () => {
  const guarded = { ...context, allowsPrivate: false }

  it.each([
    ['webhook', { kind: 'webhook', name, url: 'http://127.0.0.1:1/x' }],
    ['webhook by name', { kind: 'webhook', name, url: 'http://localhost:1/x' }],
    ['webhook in disguise', { kind: 'webhook', name, url: 'http://2130706433:1/x' }],
    ['metadata service', { kind: 'slack', name, url: 'http://169.254.169.254/latest' }],
    ['Telegram of its own', { kind: 'telegram', name, token: TOKEN, chat_id: '1', base_url: 'http://[::1]:1' }],
    ['mail', { kind: 'email', name, host: '127.0.0.1', port: 1, from: 'a@b.example', to: ['a@b.example'] }],
    ['mail by name', { kind: 'email', name, host: 'localhost', port: 1, from: 'a@b.example', to: ['a@b.example'] }],
  ] as const)('is refused: %s', async (_, definition) => {
    const outcome = await send(definition as unknown as ChannelDefinition, testMessage, guarded)
    expect(outcome).toMatchObject({ kind: 'refused', problem: { reason: 'channel_address_private' } })
  })
})

describe('[CN-4] a channel of the kind email', () => {
  const mail = (receiver: MailReceiver, more: object = {}): ChannelDefinition => ({
    kind: 'email',
    name,
    host: 'localhost',
    port: receiver.port,
    from: 'Batchdeck <deck@example.com>',
    to: ['anna@example.com', 'Ben <ben@example.org>'],
    ...more,
  })

  it('is sent a night as RFC 5321 has it, in one thread, encrypted and logged in', async () => {
    const login = { user: 'deck', password: PASSWORD }
    const receiver = await mailServer({ security: 'starttls', certificate: trusted, login })
    const definition = mail(receiver, login)
    for (const message of night) expect(said(await send(definition, message, context))).toBe('delivered')
    expect(said(await send({ ...definition, language: 'zh' }, night.at(-1)!, context))).toBe('delivered')
    expect(receiver.violations).toEqual([])
    const [test, first, hostile, day, last, chinese] = receiver.mails
    expect(first).toMatchObject({
      from: 'deck@example.com',
      to: ['anna@example.com', 'ben@example.org'],
      isEncrypted: true,
      user: 'deck',
    })
    expect(first!.headers).toMatchObject({
      subject: '[deck] CRITICAL: 300 of 1,000 consumers of ethereum are lost at once; their slots are held (+301 more)',
      'auto-submitted': 'auto-generated',
      date: new Date(NIGHT).toUTCString().replace('GMT', '+0000'),
    })
    expect(first!.text).toContain('Open in Batchdeck: https://deck.example/#/overview?alert=mass_loss%3A1')
    expect(first!.html).toContain('<a href="https://deck.example/#/overview?alert=mass_loss%3A1">')
    expect(last!.headers['in-reply-to']).toBe(first!.headers['in-reply-to'])
    expect(last!.headers.references).toBe(first!.headers.references)
    expect(test!.headers.references).toBeUndefined()
    expect(day!.headers.references).toBeUndefined()
    expect(hostile!.headers.bcc).toBeUndefined()
    expect(hostile!.to).toHaveLength(2)
    expect(hostile!.html).not.toMatch(/<script|<img|evil\.example">/)
    expect(chinese!.headers.subject).toBe('[deck] 已恢复：全部恢复正常，历时 13分10秒')
    // Before TLS, nothing but the wish for it.
    expect(receiver.plain).not.toMatch(/AUTH|MAIL|deck@/)
  })

  it('speaks TLS from the start, or not at all within this machine', async () => {
    const [secure, bare] = await Promise.all([
      mailServer({ security: 'tls', certificate: trusted, login: { user: 'deck', password: PASSWORD } }),
      mailServer({ login: { user: 'deck', password: PASSWORD } }),
    ])
    const login = { user: 'deck', password: PASSWORD }
    expect(said(await send(mail(secure, { ...login, security: 'tls' }), testMessage, context))).toBe('delivered')
    expect(secure.mails[0]!.isEncrypted).toBe(true)
    expect(said(await send(mail(bare, { ...login, security: 'none' }), testMessage, context))).toBe('delivered')
    expect(bare.violations).toEqual([])
  })

  it.each(['tls', 'starttls'] as const)('does not trust any certificate: %s', async (security) => {
    const receiver = await mailServer({ security, certificate })
    const outcome = await send(mail(receiver, { security }), testMessage, context)
    expect(said(outcome)).toMatch(/^retry: The certificate of localhost:\d+ is not trusted: it is self-signed/)
    expect(receiver.mails).toEqual([])
  })

  it.each<[string, object, Readonly<Record<string, string>>, object, RegExp]>([
    ['without STARTTLS', {}, {}, {}, /^refused: The mail server localhost:\d+ does not offer STARTTLS/],
    [
      'with another password',
      { login: { user: 'deck', password: 'other' } },
      {},
      { security: 'none', user: 'deck', password: PASSWORD },
      /^refused: The mail server .* does not accept user and password: 535 5\.7\.8 .* \(…\)$/,
    ],
    [
      'where nobody logs in',
      {},
      { AUTH: '502 5.5.1 Command not implemented' },
      { security: 'none', user: 'deck', password: PASSWORD },
      /^refused: The mail server .* offers no login there/,
    ],
    [
      'that greylists',
      {},
      { RCPT: '451 4.7.1 Greylisted, try again in 5 minutes' },
      { security: 'none' },
      /^retry: The mail server .* says: 451 4\.7\.1 Greylisted/,
    ],
    [
      'that knows no recipient',
      {},
      { RCPT: '550 5.1.1 No such user' },
      { security: 'none' },
      /^refused: .* refused these recipients: anna@example\.com, ben@example\.org\. It says: 550 5\.1\.1 No such user/,
    ],
    [
      'that knows one of two',
      {},
      { 'RCPT ben@example.org': '550 5.1.1 No such user' },
      { security: 'none' },
      /^refused: .* refused these recipients: ben@example\.org/,
    ],
    [
      'that takes it for spam',
      {},
      { 'DATA-END': '554 5.7.1 Spam' },
      { security: 'none' },
      /^refused: The mail server .* refused the message: 554 5\.7\.1 Spam/,
    ],
    [
      'that is full',
      {},
      { 'DATA-END': '452 4.3.1 Insufficient storage' },
      { security: 'none' },
      /^retry: .* says: 452 4\.3\.1/,
    ],
    ['that is closing', {}, { GREETING: '421 4.3.2 Closing' }, { security: 'none' }, /^retry: .* says: 421 4\.3\.2/],
    ['that hangs up', {}, { MAIL: 'close' }, { security: 'none' }, /^retry: localhost:\d+ closed the connection/],
    ['that hangs', { hangs: true }, {}, { security: 'none' }, /^retry: localhost:\d+ did not answer within 1 s/],
    ['that hangs later', {}, { DATA: 'hang' }, { security: 'none' }, /^retry: localhost:\d+ did not answer within 1 s/],
  ])('says of a server %s what is wrong', async (title, options, answers, more, expected) => {
    const receiver = await mailServer(options)
    for (const [command, answer] of Object.entries(answers)) receiver.answers.set(command, answer)
    const isHanging = /hangs$|hangs later/.test(title)
    const signal = isHanging ? AbortSignal.timeout(200) : context.signal
    const outcome = await send(mail(receiver, more), testMessage, { ...context, signal })
    expect(said(outcome)).toMatch(expected)
    expect(JSON.stringify(outcome)).not.toContain(PASSWORD)
  })

  it('is delivered, and not sent again, where one of two recipients is refused', async () => {
    const receiver = await mailServer()
    receiver.answers.set('RCPT ben@example.org', '550 5.1.1 No such user')
    expect(said(await send(mail(receiver, { security: 'none' }), night[1]!, context))).toBe('delivered')
    expect(receiver.mails[0]!.to).toEqual(['anna@example.com'])
  })

  it.each([
    'a@b.example\r\nRCPT TO:<c@d.example>',
    'a@b.example, c@d.example',
    'nobody',
    '<a@b.example',
    'a b@c.example',
  ])('is not sent to %j', async (address) => {
    const receiver = await mailServer()
    const outcome = await send(mail(receiver, { security: 'none', to: [address] }), testMessage, context)
    expect(reasonOf(outcome)).toBe('channel_mail_address_wrong')
    expect(receiver.plain).toBe('')
  })
})

describe('[CN-1] where a channel leads', () => {
  it('is said without anything secret', async () => {
    const definitions = await Promise.all(
      chats.map(async ([kind, options, definitionOf]) => definitionOf(await chat(kind, options))),
    )
    for (const definition of definitions) {
      const where = whereOf(definition)
      expect(where).toMatch(/^http:\/\/127\.0\.0\.1:\d+( -1001234567890\/7)?$/)
      for (const secret of secretsOf) expect(where).not.toContain(secret)
    }
    const to = ['a@b.example', 'c@d.example', 'e@f.example', 'g@h.example', 'i@j.example']
    expect(whereOf({ kind: 'email', name, host: 'mail.example', from: 'x@y.example', to })).toBe(
      'a@b.example, c@d.example, e@f.example +2 (mail.example)',
    )
  })
})
