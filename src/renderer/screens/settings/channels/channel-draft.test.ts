import fc from 'fast-check'
import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import {
  type ChannelKind,
  channelKinds,
  channelRequest,
  type ChannelResource,
  secretFields,
} from '../../../../contract/resources/channel.ts'
import { refusal } from '../../../../contract/refusal.ts'
import { type ChannelDraft, draftOf, newDraft } from './channel-draft.ts'
import { faultsOf, fieldAt, fieldOf } from './channel-faults.ts'
import { requestOf } from './channel-request.ts'

const validator = Compile(channelRequest)

const empty = (kind: ChannelKind) => newDraft({ kind, language: 'en', time_zone: 'Europe/Berlin' })

/** What has to be filled in of each kind, and no more. */
const least = {
  webhook: { url: ' https://alerts.example/hook ' },
  slack: { url: 'https://hooks.slack.com/services/T/B/x' },
  telegram: { token: '1:abc', chat_id: '-1001234567890' },
  dingtalk: { url: 'https://oapi.dingtalk.com/robot/send?access_token=x' },
  feishu: { url: 'https://open.feishu.cn/open-apis/bot/v2/hook/x' },
  wecom: { url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x' },
  email: { host: 'smtp.deck.example', from: 'Batchdeck <alerts@deck.example>', to: ['anna@deck.example'] },
} as const satisfies Record<ChannelKind, Partial<ChannelDraft>>

const filled = (kind: ChannelKind, more: Partial<ChannelDraft> = {}): ChannelDraft => ({
  ...empty(kind),
  name: 'on-call',
  ...least[kind],
  ...more,
})

function resource(kind: ChannelKind, more: Partial<ChannelResource> = {}): ChannelResource {
  return {
    name: 'on-call',
    kind,
    origin: 'token',
    where: 'https://alerts.example',
    fields: {},
    secrets: [...secretFields[kind]],
    min_severity: 'warning',
    tasks: [3, 1],
    kinds: ['coverage'],
    quiet: { from: '22:00', to: '07:00', time_zone: 'Asia/Shanghai', days: [1, 2, 3, 4, 5] },
    language: 'zh',
    per_hour: 30,
    summary: { cron: '30 7 * * *', time_zone: 'UTC' },
    paused: true,
    state: 'paused',
    delivered: 0,
    last_delivered_at: null,
    waiting: 0,
    failed: 0,
    problem: null,
    next_summary_at: null,
    ...more,
  }
}

const email = resource('email', {
  fields: { host: 'smtp.deck.example', port: 465, security: 'tls', user: 'a', from: 'a@deck.example', to: ['b@c.d'] },
})
const telegram = resource('telegram', { fields: { chat_id: '@night_shift', thread_id: 4 } })
const webhook = resource('webhook', { fields: { headers: ['Authorization'], template: '{"t":"{{title}}"}' } })

const faultNames = (draft: ChannelDraft, channel: ChannelResource | null = null) =>
  faultsOf(draft, channel).map(({ field, what }) => `${field} ${what}`)

describe('[CN-2] a channel as it is edited', () => {
  it.each(channelKinds)('a new one of kind %s says what is missing, and with that the monitor takes it', (kind) => {
    const missing = ['name missing', ...Object.keys(least[kind]).map((field) => `${field} missing`)]
    expect(faultNames(empty(kind)).toSorted()).toEqual(missing.toSorted())
    const draft = filled(kind)
    expect(faultNames(draft)).toEqual([])
    const request = requestOf(draft, null)
    expect(validator.Errors(request)).toEqual([])
    expect(request).toMatchObject({ kind, name: 'on-call', language: 'en', per_hour: 12 })
    expect(Object.values(request)).not.toContain(null)
  })

  it.each([...channelKinds.map((kind) => resource(kind)), email, telegram, webhook])(
    '$kind that is there comes back as it was, its secrets as null',
    (channel) => {
      const request = requestOf(draftOf(channel), channel)
      expect(request).toMatchObject({
        name: 'on-call',
        min_severity: 'warning',
        tasks: [3, 1],
        kinds: ['coverage'],
        quiet: channel.quiet,
        language: 'zh',
        per_hour: 30,
        summary: channel.summary,
        paused: true,
      })
      const { headers, ...fields } = channel.fields as { headers?: string[] }
      expect(request).toMatchObject(fields)
      if (headers) expect(request).toMatchObject({ headers: { Authorization: null } })
      const wanted = channel.kind === 'email' && channel.fields['user'] === undefined ? [] : channel.secrets
      const kept = wanted.filter((field) => field !== 'headers')
      const nulls = Object.entries(request).filter(([, value]) => value === null)
      expect(nulls.map(([field]) => field).toSorted()).toEqual(kept.toSorted())
    },
  )

  it('what is not said by a day, a port or a user is left out', () => {
    const quiet = { ...empty('email').quiet, isOn: true, days: [7, 1, 2, 3, 4, 5, 6] }
    const request = requestOf(filled('email', { password: 'geheim', quiet }), null)
    expect(request).toMatchObject({ quiet: { from: '22:00', to: '07:00', time_zone: 'Europe/Berlin' } })
    expect(request.quiet).not.toHaveProperty('days')
    for (const field of ['port', 'user', 'password', 'summary', 'tasks', 'kinds', 'paused']) {
      expect(request, field).not.toHaveProperty(field)
    }
  })

  it('says what cannot be so', () => {
    const { quiet, summary } = empty('slack')
    const wrong: readonly [ChannelKind, Partial<ChannelDraft>, string][] = [
      ['slack', { name: ' /night' }, 'name wrong'],
      ['slack', { url: 'ftp://hooks.slack.com' }, 'url wrong'],
      ['slack', { per_hour: 1 }, 'per_hour wrong'],
      ['slack', { per_hour: Number.NaN }, 'per_hour missing'],
      ['slack', { quiet: { ...quiet, isOn: true, to: '22:00' } }, 'quiet wrong'],
      ['slack', { quiet: { ...quiet, isOn: true, days: [] } }, 'quiet missing'],
      ['slack', { summary: { ...summary, isOn: true, how: 'cron', cron: ' ' } }, 'summary missing'],
      ['telegram', { chat_id: '@me' }, 'chat_id wrong'],
      ['telegram', { thread_id: '1.5' }, 'thread_id wrong'],
      ['telegram', { base_url: 'api.example' }, 'base_url wrong'],
      ['email', { host: 'smtp://deck.example' }, 'host wrong'],
      ['email', { port: '70000' }, 'port wrong'],
      ['email', { from: 'nobody' }, 'from wrong'],
      ['email', { to: ['anna@deck.example', 'bob'] }, 'to wrong'],
      ['email', { user: 'alerts' }, 'password missing'],
      ['webhook', { headers: [{ name: 'Authorization', value: '' }] }, 'headers missing'],
    ]
    for (const [kind, part, fault] of wrong) expect(faultNames(filled(kind, part)), fault).toEqual([fault])
  })

  it('secrets are given again where it would lead somewhere else, or there in another way', () => {
    const elsewhere: readonly [ChannelResource, Partial<ChannelDraft>, readonly string[]][] = [
      [email, { host: 'smtp.other.example' }, ['password again']],
      [email, { port: '25' }, ['password again']],
      [email, { security: 'none' }, ['password again']],
      [email, { host: 'SMTP.deck.example ', user: 'b' }, []],
      [telegram, { base_url: 'https://bots.example' }, ['token again']],
      [telegram, { chat_id: '-5' }, []],
      [webhook, { url: 'https://other.example/hook' }, ['secret again', 'headers missing']],
      [webhook, { url: 'https://alerts.example/another' }, []],
    ]
    for (const [channel, part, faults] of elsewhere) {
      expect(faultNames({ ...draftOf(channel), ...part }, channel), JSON.stringify(part)).toEqual(faults)
    }
  })

  it('whatever is typed without a fault is taken by the schema', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('22:00', '1', '@channel', 'a@b.c', 'https://a.example', 'smtp.a'),
    )
    const draft = fc
      .record({
        kind: fc.constantFrom(...channelKinds),
        name: text,
        url: text,
        secret: text,
        token: text,
        password: text,
        headers: fc.array(fc.record({ name: text, value: text }), { maxLength: 2 }),
        template: text,
        chat_id: text,
        thread_id: text,
        base_url: text,
        host: text,
        port: text,
        user: text,
        from: text,
        to: fc.array(text, { maxLength: 3 }),
        per_hour: fc.oneof(fc.integer(), fc.constant(12)),
      })
      .map((typed) => ({ ...filled(typed.kind), ...typed }))
      .map((typed) => (typed.per_hour % 2 === 0 ? { ...typed, ...least[typed.kind], name: 'night' } : typed))
    fc.assert(
      fc.property(draft, (typed) => {
        fc.pre(faultsOf(typed, null).length === 0)
        expect(validator.Errors(requestOf(typed, null))).toEqual([])
      }),
    )
  })

  it('a complaint of the monitor is of the field it is about', () => {
    const draft = filled('email')
    expect(fieldAt('/channel/to/3', draft)).toBe('to')
    expect(fieldAt('/channel/summary/cron', draft)).toBe('summary')
    expect(fieldAt('/channel', draft)).toBe(null)
    expect(fieldAt('/channel/toString', draft)).toBe(null)
    expect(fieldOf(refusal('channel_address_wrong', { field: 'to' }), draft)).toBe('to')
    expect(fieldOf(refusal('channel_cron_never'), draft)).toBe('summary')
    expect(fieldOf(refusal('channel_place_private', { host: 'localhost' }), draft)).toBe(null)
  })
})
