import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChannelRequest } from '../../src/contract/resources/channel.ts'
import { chromiumFlags, findChromium } from '../chromium.ts'
import { type ChatKind, ChatReceiver } from '../integration/chat-receivers.ts'
import { MailReceiver } from '../integration/mail-receiver.ts'
import { come, names } from '../integration/night-shift.ts'
import { type RunningMonitor, runMonitor } from '../integration/running-monitor.ts'
import { SteppedTime } from '../integration/stepped-time.ts'
import type { TestConsumer } from '../integration/test-consumer.ts'

const FLEET = 1000
const GONE = 300
const MINUTE_MS = 60_000
const everybody = names(FLEET)
/** Every third and a bit: a switch, not a rack. */
const victims = everybody.filter((_, i) => i % 10 < (10 * GONE) / FLEET)
const WAIT = { timeout: 30_000 }
/** What a telegram bot, a robot and a hook know each other by. */
const token = '7012345678:AAGm-4tqV3oF0bVd_3xyzxyzxyzxyzxyzxy'
const secret = 'SEC-of-the-night'

const settings = {
  // Nobody here sends heartbeats: who has a connection is there.
  'monitor.liveness.suspect-after': '1h',
  'monitor.liveness.lost-after': '2h',
  // Three tenths of a fleet at once are more than this operator lets go by themselves.
  'monitor.guard.mass-loss': 25,
  'monitor.channels.name': 'deck',
}

/** The address that a message of each kind leads to, as its reader would tap it. */
const linkIn = (text: string) =>
  /https?:\/\/[^\s"|)<>\\]+#\/[^\s"|)<>\\]*/.exec(text.replaceAll('&amp;', '&'))?.[0] ?? ''

describe('a night, as docs/operating.md tells it', () => {
  const night = new SteppedTime(Date.UTC(2026, 0, 1, 2))
  const chats = new Map<ChatKind, ChatReceiver>()
  const errors: string[] = []
  let mail: MailReceiver
  let running: RunningMonitor
  let fleet: Map<string, TestConsumer>
  let browser: Browser
  let phone: Page
  let slots: unknown

  beforeAll(async () => {
    mail = await MailReceiver.start()
    for (const kind of ['webhook', 'slack', 'telegram', 'dingtalk', 'feishu', 'wecom'] as const) {
      const signs = kind === 'webhook' || kind === 'dingtalk' || kind === 'feishu'
      const chat = kind === 'telegram' ? { token, chat: -1001234 } : { token: 'hook-of-the-night' }
      const now = () => night.now
      chats.set(kind, await ChatReceiver.start(kind, { ...chat, ...(signs && { secret }), now }))
    }
    running = await runMonitor(settings, undefined, join(import.meta.dirname, '../../out/renderer'), { time: night })
    for (const channel of channels()) await running.monitor.api.call('channels.put', { channel })
    fleet = await come(running.consumerUrl, everybody)
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Contracts' })
    const targets = Array.from({ length: 5000 }, (_, i) => `target-${i}`)
    await running.send('PUT', '/api/tasks/1/targets', targets.join('\n'))
    // Long enough that whoever starts now is no news any more.
    await night.pass(4 * MINUTE_MS)
    slots = await running.get('/api/tasks/1/slots')
    browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumFlags] })
    phone = await browser.newPage({ viewport: { width: 390, height: 844 }, hasTouch: true, locale: 'en-GB' })
    phone.setDefaultTimeout(15_000)
    phone.on('pageerror', (error) => errors.push(String(error)))
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    for (const consumer of fleet?.values() ?? []) consumer.socket.terminate()
    await running?.[Symbol.asyncDispose]()
    for (const chat of chats.values()) await chat.close()
    await mail?.close()
  })

  /** One of each kind, for what is critical. */
  function channels(): ChannelRequest[] {
    const url = (kind: ChatKind) => chats.get(kind)!.url
    return [
      { kind: 'webhook', name: 'hook', url: url('webhook'), secret },
      { kind: 'slack', name: 'slack', url: url('slack') },
      { kind: 'telegram', name: 'phone', token, chat_id: '-1001234', base_url: url('telegram') },
      { kind: 'dingtalk', name: 'dingtalk', url: url('dingtalk'), secret },
      { kind: 'feishu', name: 'feishu', url: url('feishu'), secret },
      { kind: 'wecom', name: 'wecom', url: url('wecom') },
      {
        kind: 'email',
        name: 'mail',
        host: '127.0.0.1',
        port: mail.port,
        security: 'none',
        from: 'deck@example.com',
        to: ['night@example.com'],
      },
    ]
  }

  /** What each of them has been sent so far, as its reader sees it. */
  const received = (): Record<string, readonly string[]> => ({
    ...Object.fromEntries([...chats].map(([kind, { posts }]) => [kind, posts.map(({ shown }) => shown)])),
    email: mail.mails.map(({ headers, text }) => `${headers['subject']}\n${text}`),
  })
  const counts = () => Object.values(received()).map((messages) => messages.length)
  const all = (count: number) => Array.from({ length: 7 }, () => count)
  const alerts = async () => {
    const answer = (await running.get('/api/alerts')) as { alerts: { kind: string; acknowledged?: unknown }[] }
    return answer.alerts
  }
  const states = async () =>
    ((await running.get('/api/consumers?limit=1000')) as { consumers: { state: string }[] }).consumers
  const epoch = async () => ((await running.get('/api/tasks/1')) as { epoch: number }).epoch

  it('[BR-1] [CN-6] 300 of 1,000 go: the brake holds, and each channel rings once', async () => {
    for (const id of victims) fleet.get(id)!.socket.terminate()
    await expect.poll(async () => (await states()).filter(({ state }) => state === 'offline').length, WAIT).toBe(GONE)
    await night.pass(2 * MINUTE_MS)
    await expect.poll(async () => (await alerts()).map(({ kind }) => kind), WAIT).toContain('mass_loss')
    expect(await epoch()).toBe(1)
    await expect.poll(counts, WAIT).toEqual(all(1))
    for (const [kind, messages] of Object.entries(received())) {
      expect(messages[0], kind).toMatch(/targets of Contracts are not covered/)
      expect(linkIn(messages[0]!), kind).toContain(running.monitor.address.url)
    }
  })

  it('[AL-6] the link in the message shows and does nothing; one tap takes it over', async () => {
    const before = await running.get('/api/events?type=operator')
    await phone.goto(linkIn(received()['telegram']![0]!))
    // It is the one that is marked, with what can be done about it.
    const alert = phone
      .getByRole('listitem')
      .filter({ hasText: /^300 of 1,000 consumers of Contracts are lost at once/ })
    await alert.getByRole('button', { name: 'Hold' }).waitFor()
    expect(await epoch()).toBe(1)
    expect(await running.get('/api/events?type=operator')).toEqual(before)
    expect((await alerts()).some(({ acknowledged }) => acknowledged)).toBe(false)
    await alert.getByRole('button', { name: 'Hold' }).tap()
    const inCharge = async () => (await alerts()).flatMap(({ kind, acknowledged }) => (acknowledged ? [kind] : []))
    await expect.poll(inCharge, WAIT).toEqual(['mass_loss'])
    expect(errors).toEqual([])
  })

  it('[CN-6] nothing rings again while somebody looks after it', async () => {
    await night.pass(12 * MINUTE_MS)
    expect(counts()).toEqual(all(1))
    expect(await epoch()).toBe(1)
  })

  it('[BR-1] [CN-6] they come back: "all back" everywhere, and no slot has moved', async () => {
    for (const [id, consumer] of await come(running.consumerUrl, victims)) fleet.set(id, consumer)
    await expect.poll(async () => (await states()).every(({ state }) => state === 'online'), WAIT).toBe(true)
    await night.pass(5 * MINUTE_MS)
    await expect.poll(counts, WAIT).toEqual(all(2))
    for (const [kind, messages] of Object.entries(received())) expect(messages[1], kind).toMatch(/all back after/)
    expect(await running.get('/api/tasks/1/slots')).toEqual(slots)
    expect(mail.violations).toEqual([])
    for (const { requests, posts } of chats.values()) expect(requests.length).toBe(posts.length)
    // A page that is open has seen half an hour in half a minute, and may still be at it.
    await phone.reload()
    await phone.getByRole('button', { name: /^Alerts: critical 0, warning 0, / }).waitFor()
    expect(errors).toEqual([])
  })
})
