import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { messageWords } from '../../src/console/words/message-words.ts'
import { channelKinds } from '../../src/contract/resources/channel.ts'
import type { SendContext } from '../../src/monitor/channels/message.ts'
import { appLink } from '../../src/monitor/channels/console-link.ts'
import { webhookRequest } from '../../src/monitor/channels/senders/webhook.ts'
import { massLoss, NIGHT, raised, tasks } from '../channel-messages.ts'

const page = readFileSync(resolve(import.meta.dirname, '../../docs/channels.md'), 'utf8')
const python = process.env['BATCHDECK_PYTHON'] ?? 'python3'

const blocksOf = (language: string) =>
  Array.from(page.matchAll(/^```(\w+)\n([^`]*)^```$/gm)).flatMap(([, name, text = '']) =>
    name === language ? [text] : [],
  )

const context: SendContext = {
  deliveryId: '5f2b0c1e-7f0d-4c65-9d0e-0f8f1c1d2a3b',
  monitor: 'deck',
  link: ({ screen, params }) => `https://deck.example.com/#/${screen}?${new URLSearchParams(params).toString()}`,
  appLink: appLink('https://deck.example.com'),
  tasks,
  allowsPrivate: false,
  version: '0.2.0',
  now: () => Date.now(),
  signal: new AbortController().signal,
}

function request(definition: { readonly secret?: string; readonly template?: string }) {
  const message = raised([massLoss])
  const words = messageWords(message, { monitor: 'deck', tasks, language: 'en' })
  const sending = { message, words, link: context.link(words.place), context }
  return webhookRequest({ kind: 'webhook', name: 'night', url: 'https://hook.example/x', ...definition }, sending)
}

/** What the program of the page says of requests. */
function isGenuine(requests: readonly { secret: string; headers: object; body: string }[]): boolean[] {
  const program = [
    blocksOf('python')[0],
    'import json, sys',
    'print(json.dumps([is_genuine(r["secret"], r["headers"], r["body"].encode()) for r in json.load(sys.stdin)]))',
  ].join('\n')
  return JSON.parse(
    execFileSync(python, ['-c', program], { input: JSON.stringify(requests), encoding: 'utf8' }),
  ) as boolean[]
}

describe('[CN-4] the page about channels', () => {
  it('shows the JSON of a webhook as it is sent', () => {
    expect(NIGHT).toBe(Date.parse('2026-11-29T02:13:00.000Z'))
    expect(JSON.parse(blocksOf('json')[0]!)).toEqual(JSON.parse(request({}).body))
  })

  it('checks a signature by its program: this one, and no other', () => {
    const whsec = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`
    const plain = 'a word of mine'
    const [first, second] = [whsec, plain].map((secret) => ({ secret, ...request({ secret }) }))
    const stale = { ...first!.headers, 'webhook-timestamp': String(Math.floor(Date.now() / 1000) - 301) }
    expect(
      isGenuine([
        first!,
        second!,
        { ...first!, secret: plain },
        { ...first!, body: `${first!.body} ` },
        { ...first!, headers: stale },
        { ...first!, headers: { ...first!.headers, 'webhook-id': 'other' } },
      ]),
    ).toEqual([true, true, false, false, false, false])
  })

  it('has a template that can be used, and says every gap there is', () => {
    const template = blocksOf('json')[1]!
    expect(JSON.parse(request({ template }).body)).toMatchObject({ severity: 'critical', key: context.deliveryId })
    const gaps = Array.from(page.matchAll(/^\| `\{\{(\w+)\}\}`/gm), ([, gap = '']) => gap)
    expect(() => request({ template: '{"a":"{{unknown}}"}' })).toThrow(`Known are: ${gaps.join(', ')}.`)
  })

  it('has a part for every kind', () => {
    const names = ['Webhook', 'Slack', 'Telegram', 'DingTalk', 'Feishu and Lark', 'WeCom', 'E-mail']
    expect(names).toHaveLength(channelKinds.length)
    for (const name of names) expect(page).toContain(`\n## ${name}\n`)
  })
})
