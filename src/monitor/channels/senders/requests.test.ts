import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allBack,
  dayOf,
  foreignText,
  hostileTexts,
  manyLost,
  massLoss,
  NIGHT,
  raised,
  saying,
  tasks,
  testMessage,
  uncovered,
} from '../../../../tests/channel-messages.ts'
import { messageWords } from '../../../console/words/message-words.ts'
import { appLink } from '../console-link.ts'
import type { ChannelMessage, SendContext } from '../message.ts'
import { dingtalkRequest } from './dingtalk.ts'
import { isPasswordOpen, mailOf } from './email.ts'
import { feishuRequest } from './feishu.ts'
import type { HttpRequest } from './send-http.ts'
import type { Sending } from './sending.ts'
import { slackRequest } from './slack.ts'
import { telegramRequest } from './telegram.ts'
import { webhookRequest } from './webhook.ts'
import { wecomRequest } from './wecom.ts'

const context: SendContext = {
  deliveryId: 'a1b2.7',
  monitor: 'deck',
  link: ({ screen, params }) => `https://deck.example/#/${screen}?${new URLSearchParams(params).toString()}`,
  appLink: appLink('https://deck.example'),
  tasks,
  allowsPrivate: false,
  version: '0.2.0',
  now: () => NIGHT,
  signal: new AbortController().signal,
}

function sendingOf(message: ChannelMessage, monitor = 'deck'): Sending {
  const words = messageWords(message, { monitor, tasks, language: 'en' })
  return { message, words, link: context.link(words.place), context: { ...context, monitor } }
}

const name = 'night'
const intoApp = 'batchdeck://open/overview?alert=mass_loss%3A1&monitor=https%3A%2F%2Fdeck.example'
/** Whatever is in one of the formats. */
interface Body {
  readonly text: string
  readonly blocks: readonly { readonly text: { readonly type: string; readonly text: string } }[]
  readonly card: {
    readonly header: { readonly title: { readonly content: string }; readonly template: string }
    readonly elements: readonly { readonly text?: { readonly content: string } }[]
  }
  readonly timestamp: string
  readonly sign: string
  readonly markdown: { readonly title: string; readonly text: string; readonly content: string }
  readonly alerts: readonly object[]
  readonly filled: { readonly a: string; readonly m: string; readonly n: number }
}
const bodyOf = ({ body }: HttpRequest) => JSON.parse(body) as Body

const requests = {
  slack: (sending: Sending) => slackRequest({ kind: 'slack', name, url: 'https://slack.example/s' }, sending),
  telegram: (sending: Sending) =>
    telegramRequest({ kind: 'telegram', name, token: '123:abc', chat_id: '-100', thread_id: 7 }, sending),
  dingtalk: (sending: Sending) =>
    dingtalkRequest({ kind: 'dingtalk', name, url: 'https://ding.example/robot/send?access_token=t' }, sending),
  feishu: (sending: Sending) => feishuRequest({ kind: 'feishu', name, url: 'https://feishu.example/h' }, sending),
  wecom: (sending: Sending) => wecomRequest({ kind: 'wecom', name, url: 'https://wecom.example/?key=k' }, sending),
}
const mail = (sending: Sending) =>
  mailOf({ kind: 'email', name, host: 'mail.example', from: 'Deck <deck@example.com>', to: ['a@example.com'] }, sending)

/** All that was written by others, and comes in one message. */
const hostile = (texts: readonly string[]) => raised(texts.map((text, i) => saying(text, i + 2)))

/** Of each format, the texts in which markup has a meaning. */
const marked = {
  slack: (sending: Sending) => {
    const { text, blocks } = bodyOf(requests.slack(sending))
    return [text, ...blocks.filter((block) => block.text.type === 'mrkdwn').map((block) => block.text.text)]
  },
  telegram: (sending: Sending) => [bodyOf(requests.telegram(sending)).text],
  dingtalk: (sending: Sending) => {
    const { title, text } = bodyOf(requests.dingtalk(sending)).markdown
    return [title, text]
  },
  wecom: (sending: Sending) => [bodyOf(requests.wecom(sending)).markdown.content],
}

describe('[CN-4] what others have written', () => {
  const written = fc.array(foreignText, { minLength: 1, maxLength: 8 })
  const messages = fc.oneof(written.map(hostile), written.map(dayOf))

  it('is no mention, link or format in Slack', () => {
    fc.assert(
      fc.property(messages, foreignText, (message, monitor) => {
        for (const text of marked.slack(sendingOf(message, monitor))) {
          expect(text.replace(/^<https:\/\/deck\.example\/[^<>|\s]*\|Open in Batchdeck>$/, '')).not.toMatch(/[<>]/)
        }
        const plain = bodyOf(requests.slack(sendingOf(message, monitor))).blocks.slice(0, -1)
        for (const block of plain) {
          expect(block.text).toMatchObject({ type: 'plain_text', emoji: false })
          expect(block.text.text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/)
        }
      }),
    )
  })

  it('is no tag, entity, mention or address in Telegram', () => {
    fc.assert(
      fc.property(messages, foreignText, (message, monitor) => {
        const [text = ''] = marked.telegram(sendingOf(message, monitor))
        const tags = text.match(/<[^>]*>/g) ?? []
        expect(tags.map((tag) => tag.replace(/href="https:\/\/deck\.example\/[^"<>]*"/, 'href'))).toEqual([
          '<b>',
          '</b>',
          '<a href>',
          '</a>',
        ])
        const bare = text.replaceAll(/<[^>]*>/g, '')
        expect(bare).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;)|:\/\/|(?<![\p{L}\p{N}_])@[\p{L}\p{N}_]/u)
      }),
    )
  })

  it.each(['dingtalk', 'wecom'] as const)('is no Markdown in %s', (kind) => {
    fc.assert(
      fc.property(messages, foreignText, (message, monitor) => {
        for (const text of marked[kind](sendingOf(message, monitor))) {
          const own = text
            .replace(/^### /, '')
            .replace(/^\*\*<font color="(?:info|comment|warning)">(.*)<\/font>\*\*$/m, '$1')
            .replaceAll(/^(?:- |> )/gm, '')
            .replace(/\n\n\[Open in Batchdeck\]\(https:\/\/deck\.example\/[^()\s]*\)$/, '')
          expect(own).not.toMatch(/[<>[\]*`~\\#|]|:\/\/|(?<![\p{L}\p{N}_])@[\p{L}\p{N}_]/u)
        }
      }),
    )
  })

  it('is plain text in Feishu, without mentions and addresses', () => {
    fc.assert(
      fc.property(messages, foreignText, (message, monitor) => {
        const { card } = bodyOf(requests.feishu(sendingOf(message, monitor)))
        const texts = [card.header.title.content, ...card.elements.flatMap(({ text }) => text?.content ?? [])]
        for (const text of texts) expect(text).not.toMatch(/:\/\/|(?<![\p{L}\p{N}_])@[\p{L}\p{N}_]/u)
        expect(JSON.stringify(card)).not.toContain('lark_md')
      }),
    )
  })

  it('is no header and no tag in a mail', () => {
    fc.assert(
      fc.property(messages, foreignText, (message, monitor) => {
        const { subject, html, messageId, thread } = mail(sendingOf(message, monitor))
        expect(`${subject}${messageId}${thread}`).not.toMatch(/[\r\n]/)
        const tags = new Set((html.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/ href="[^"<>]*"/, '')))
        const own = '!doctype html,html,body,p,/p,strong,/strong,ul,li,/li,/ul,a,/a,/body,/html'
        expect([...tags].filter((tag) => !own.split(',').includes(tag.slice(1, -1)))).toEqual([])
      }),
    )
  })

  it('is escaped in a template, and never ends the string it stands in', () => {
    fc.assert(
      fc.property(messages, foreignText, (message, monitor) => {
        const template = '{"filled":{"a":"{{title}} {{ text }}","m":"{{monitor}}","n":{{count}}}}'
        const sending = sendingOf(message, monitor)
        const request = webhookRequest({ kind: 'webhook', name, url: 'https://hook.example/x', template }, sending)
        const { filled } = bodyOf(request)
        expect(Object.keys(filled)).toEqual(['a', 'm', 'n'])
        expect(filled.m).toBe(monitor.toWellFormed())
        expect(filled.a.startsWith(sending.words.title)).toBe(true)
        expect(filled.n).toBe(message.kind === 'raised' ? message.alerts.length : 0)
      }),
    )
  })
})

describe('[CN-4] the published limits', () => {
  const long = 'ü<&'.repeat(400)
  const messages = [
    raised([massLoss, uncovered, ...manyLost(100_000)]),
    hostile(Array.from({ length: 300 }, (_, i) => `${long}${i}`)),
    hostile(hostileTexts),
    allBack(Array.from({ length: 300 }, (_, i) => saying('汉'.repeat(500), i))),
    dayOf(Array.from({ length: 20 }, () => long)),
    testMessage,
  ]

  it.each(messages.map((message, i) => [i, message] as const))('hold for message %i', (_, message) => {
    const sending = sendingOf(message)
    const slack = bodyOf(requests.slack(sending))
    expect(slack.blocks[0]!.text.text.length).toBeLessThanOrEqual(150)
    expect(slack.blocks.every((block) => block.text.text.length <= 3000)).toBe(true)
    expect(bodyOf(requests.telegram(sending)).text.length).toBeLessThanOrEqual(4096)
    expect(Buffer.byteLength(requests.dingtalk(sending).body)).toBeLessThanOrEqual(20_000)
    expect(Buffer.byteLength(requests.feishu(sending).body)).toBeLessThanOrEqual(20_000)
    expect(Buffer.byteLength(marked.wecom(sending)[0]!)).toBeLessThanOrEqual(4096)
    const webhook = webhookRequest({ kind: 'webhook', name, url: 'https://hook.example/x' }, sending)
    expect(bodyOf(webhook).alerts.length).toBeLessThanOrEqual(500)
  })

  it('leave as much as there is room for, and say how much more there is', () => {
    const sending = sendingOf(hostile(Array.from({ length: 30 }, (_, i) => `${long}${i}`)))
    const { content } = bodyOf(requests.wecom(sending)).markdown
    expect(content).toMatch(/… and \d+ more/)
    expect(Buffer.byteLength(content)).toBeGreaterThan(3000)
  })
})

describe('[CN-4] a request', () => {
  it('to Telegram names chat and topic, and shows no preview', () => {
    const request = requests.telegram(sendingOf(raised([massLoss])))
    expect(request.url).toBe('https://api.telegram.org/bot123:abc/sendMessage')
    expect(bodyOf(request)).toMatchObject({
      chat_id: -100,
      message_thread_id: 7,
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
    })
  })

  it('to Telegram stays at its host, whatever is given as a token', () => {
    const definition = { kind: 'telegram', name, token: '../../x?y#z@evil.example', chat_id: '1' } as const
    const { origin, pathname } = new URL(telegramRequest(definition, sendingOf(testMessage)).url)
    expect([origin, pathname.split('/').length]).toEqual(['https://api.telegram.org', 3])
  })

  it('to DingTalk is signed as its documentation has it', () => {
    const url = 'https://oapi.dingtalk.com/robot/send?access_token=t'
    const { searchParams } = new URL(
      dingtalkRequest({ kind: 'dingtalk', name, url, secret: 'this is secret' }, sendingOf(testMessage)).url,
    )
    expect(searchParams.get('access_token')).toBe('t')
    expect(searchParams.get('timestamp')).toBe(String(NIGHT))
    // python3: base64(hmac.new(b'this is secret', f'{NIGHT}\nthis is secret'.encode(), sha256))
    expect(searchParams.get('sign')).toBe('7zAeeJVAtGl5/oYs6BkLwNnKmSyP6XG/mlxEWajg0ck=')
  })

  it('to Feishu is signed as its documentation has it', () => {
    const definition = { kind: 'feishu', name, url: 'https://feishu.example/h', secret: 'demo' } as const
    const { timestamp, sign } = bodyOf(feishuRequest(definition, sendingOf(testMessage)))
    expect(timestamp).toBe(String(NIGHT / 1000))
    // python3: base64(hmac.new(f'{NIGHT // 1000}\ndemo'.encode(), digestmod=sha256))
    expect(sign).toBe('XshLYmPtYOkxpuCMvYomvmZn5HqY7oQ+IHInol/S86A=')
  })

  it('to Feishu has the colour of what is gravest', () => {
    const color = (message: ChannelMessage) => bodyOf(requests.feishu(sendingOf(message))).card.header.template
    expect([raised([massLoss]), raised(manyLost(1)), allBack([massLoss]), testMessage].map(color)).toEqual([
      'red',
      'orange',
      'green',
      'blue',
    ])
  })

  it('of a webhook is signed after Standard Webhooks', () => {
    const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`
    const definition = { kind: 'webhook', name, url: 'https://hook.example/x', secret } as const
    const { headers, body } = webhookRequest(definition, sendingOf(testMessage))
    expect(headers['webhook-id']).toBe('a1b2_7')
    expect(headers['webhook-timestamp']).toBe(String(NIGHT / 1000))
    expect(headers['webhook-signature']).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/)
    const other = webhookRequest(definition, sendingOf(raised([massLoss])))
    expect(other.headers['webhook-signature']).not.toBe(headers['webhook-signature'])
    expect(JSON.parse(body)).toMatchObject({ type: 'test', timestamp: '2026-11-29T02:13:00.000Z', alerts: [] })
  })

  it('of a webhook has each alert as data and in words', () => {
    const definition = { kind: 'webhook', name, url: 'https://hook.example/x' } as const
    const message: ChannelMessage = {
      ...(raised([massLoss]) as Extract<ChannelMessage, { kind: 'raised' }>),
      resolved: [{ alert: uncovered, cleared_at: NIGHT }],
    }
    expect(bodyOf(webhookRequest(definition, sendingOf(message)))).toMatchObject({
      type: 'alerts.raised',
      delivery_id: 'a1b2.7',
      monitor: 'deck',
      severity: 'critical',
      status: 'firing',
      link: 'https://deck.example/#/overview?alert=mass_loss%3A1',
      app_link: intoApp,
      since: NIGHT - 90_000,
      open: 0,
      alerts: [
        {
          alert_id: 'mass_loss:1',
          kind: 'mass_loss',
          severity: 'critical',
          status: 'firing',
          text: '300 of 1,000 consumers of ethereum are lost at once; their slots are held',
          task: 'ethereum',
          count: 300,
          of: 1000,
          since: NIGHT - 90_000,
          link: 'https://deck.example/#/overview?alert=mass_loss%3A1',
          app_link: intoApp,
        },
        { alert_id: 'coverage:1', status: 'resolved', cleared_at: NIGHT },
      ],
      alerts_left_out: 0,
    })
  })

  it('[DT-17] of a webhook or a mail leads into the app where the monitor has a public address, and nowhere without', () => {
    const template = '{"a":"{{app_link}}"}'
    const webhook = { kind: 'webhook', name, url: 'https://hook.example/x' } as const
    const sending = sendingOf(raised([massLoss]))
    const secret: Sending = { ...sending, context: { ...sending.context, appLink: appLink(null) } }
    expect(bodyOf(webhookRequest({ ...webhook, template }, sending))).toEqual({ a: intoApp })
    expect(bodyOf(webhookRequest({ ...webhook, template }, secret))).toEqual({ a: '' })
    expect(bodyOf(webhookRequest(webhook, secret))).toMatchObject({ app_link: null, alerts: [{ app_link: null }] })
    expect(mail(sending).text).toContain(`Open in the desktop app: ${intoApp}\n`)
    expect(mail(sending).html).toContain(`<a href="${intoApp.replaceAll('&', '&amp;')}">Open in the desktop app</a>`)
    expect(mail(secret).text + mail(secret).html).not.toMatch(/batchdeck:|desktop app/)
    // One that no link can name.
    expect(appLink('https://deck.example/?a=b')({ screen: 'overview', params: {} })).toBeNull()
  })

  it.each([
    ['{"a":"{{titel}}"}', 'channel_template_gap'],
    ['{"a":"{{__proto__}}"}', 'channel_template_gap'],
    ['{"a":{{title}}}', 'channel_template_not_json'],
    ['{"a":"{{title}}"', 'channel_template_not_json'],
  ])('of a webhook is refused where its template is %s', (template, reason) => {
    const definition = { kind: 'webhook', name, url: 'https://hook.example/x', template } as const
    expect(() => webhookRequest(definition, sendingOf(testMessage))).toThrow(expect.objectContaining({ reason }))
  })

  it.each([
    [{ 'X-A': 'a\r\nB: c' }],
    [{ 'X A': 'a' }],
    [{ Host: 'evil.example' }],
    [{ 'Webhook-Signature': 'v1,x' }],
    [{ 'content-length': '1' }],
  ])('of a webhook is refused with the headers %j', (headers) => {
    const definition = { kind: 'webhook', name, url: 'https://hook.example/x', headers } as const
    expect(() => webhookRequest(definition, sendingOf(testMessage))).toThrow(
      expect.objectContaining({ reason: 'channel_header_wrong' }),
    )
  })

  it('of mail has no password without TLS but to this machine', () => {
    const login = { password: 'p' }
    const open = ['10.0.0.1', '93.184.216.34', '::ffff:10.0.0.1', 'fe80::1', '', undefined]
    for (const address of open) {
      expect(isPasswordOpen({ ...login, security: 'none' }, address)).toBe(true)
      expect(isPasswordOpen({ ...login, security: 'tls' }, address)).toBe(false)
      expect(isPasswordOpen(login, address)).toBe(false)
      expect(isPasswordOpen({ security: 'none' }, address)).toBe(false)
    }
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) {
      expect(isPasswordOpen({ ...login, security: 'none' }, address)).toBe(false)
    }
  })

  it('of mail hangs all of an incident on one thread, and other things on none', () => {
    const first = mail(sendingOf(raised([massLoss])))
    const last = mail(sendingOf(allBack([massLoss])))
    expect(first.thread).toBe(last.thread)
    expect(first.thread).toMatch(/^<batchdeck\.[0-9a-f]{12}\.incident\.\d+@example\.com>$/)
    expect(mail(sendingOf(raised([massLoss]), 'other')).thread).not.toBe(first.thread)
    expect(mail(sendingOf(testMessage)).thread).toBeNull()
    expect(first.messageId).toBe(mail(sendingOf(raised([massLoss]))).messageId)
    expect(first.headers).toMatchObject({ 'Auto-Submitted': 'auto-generated' })
  })
})
