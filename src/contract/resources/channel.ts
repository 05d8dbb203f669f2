/** Where alerts go when nobody looks (CN-1): one definition for each place, with its secrets, which are never shown again. */
import { type Static, Type } from 'typebox'
import type { Sentence } from '../phrase.ts'
import { count, id, list, named, orNull, time } from '../primitives.ts'
import { alertKinds, severities } from './alert.ts'

export const channelKinds = ['webhook', 'slack', 'telegram', 'dingtalk', 'feishu', 'wecom', 'email'] as const
export type ChannelKind = (typeof channelKinds)[number]

/** Where a channel was given, as with sources. */
export const channelOrigins = ['settings', 'desktop', 'token'] as const

export const channelLanguages = ['en', 'zh'] as const

export const channelNamePattern = '^[A-Za-z0-9][A-Za-z0-9 ._:@-]{0,63}$'
export const channelName = Type.String({
  pattern: channelNamePattern,
  description: '1–64 of letters, digits, spaces and `. _ : @ -`.',
})

const httpUrl = Type.String({ pattern: '^[Hh][Tt][Tt][Pp][Ss]?://[^\\s]+$', maxLength: 4096 })
const secret = (description: string) => Type.String({ minLength: 1, maxLength: 4096, description })
const clock = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description: '`22:00`' })

/** What a channel passes on, and when, whatever kind it is. */
const options = {
  name: channelName,
  min_severity: Type.Optional(Type.Enum([...severities], { description: '`critical` by default.' })),
  tasks: Type.Optional(Type.Array(id, { minItems: 1, description: 'Only of these; what is of no task comes always.' })),
  kinds: Type.Optional(Type.Array(Type.Enum([...alertKinds]), { minItems: 1, description: 'Only these kinds.' })),
  quiet: Type.Optional(
    Type.Object(
      {
        from: clock,
        to: clock,
        time_zone: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'UTC by default.' })),
        days: Type.Optional(
          Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, description: 'ISO 8601: 1 is Monday.' }),
        ),
      },
      {
        additionalProperties: false,
        description: 'Hours in which only what is critical comes; the rest comes after them, if it is still so.',
      },
    ),
  ),
  language: Type.Optional(Type.Enum([...channelLanguages], { description: '`en` by default.' })),
  per_hour: Type.Optional(
    Type.Integer({ minimum: 2, maximum: 1000, description: 'At most so many messages an hour; 12 by default.' }),
  ),
  summary: Type.Optional(
    Type.Object(
      {
        cron: Type.String({ minLength: 1, maxLength: 256 }),
        time_zone: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'UTC by default.' })),
      },
      { additionalProperties: false, description: 'A summary of the time since the one before, too: `0 8 * * *`.' },
    ),
  ),
  paused: Type.Optional(Type.Boolean({ description: 'It passes nothing on.' })),
}

/** The fields that each kind has of its own. A secret may be sent as null where there is one already: it stays. */
const own = {
  webhook: {
    url: secret('Where to POST the JSON of CN-4. Part of it may be secret: it is shown without path and query.'),
    /** HMAC-SHA256 over `webhook-id.webhook-timestamp.body`, as Standard Webhooks has it. */
    secret: Type.Optional(secret('`whsec_…` or any text: signs each message (CN-4).')),
    headers: Type.Optional(Type.Record(Type.String({ maxLength: 128 }), Type.String({ maxLength: 4096 }))),
    template: Type.Optional(
      Type.String({
        maxLength: 65_536,
        description: 'A JSON text in which `{{title}}`, `{{text}}` … are filled in (CN-4).',
      }),
    ),
  },
  slack: { url: secret('The address of an incoming webhook.') },
  telegram: {
    token: secret('Of the bot.'),
    chat_id: Type.String({ pattern: '^(-?[0-9]{1,20}|@[A-Za-z0-9_]{5,64})$' }),
    thread_id: Type.Optional(Type.Integer({ minimum: 1 })),
    base_url: Type.Optional(httpUrl),
  },
  dingtalk: { url: secret('The address of a robot.'), secret: Type.Optional(secret('`SEC…`, where the robot signs.')) },
  feishu: { url: secret('The address of a bot.'), secret: Type.Optional(secret('Where the bot checks signatures.')) },
  wecom: { url: secret('The address of a group robot.') },
  email: {
    host: Type.String({ minLength: 1, maxLength: 253 }),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535, description: '465 with `tls`, else 587.' })),
    security: Type.Optional(
      Type.Enum(['tls', 'starttls', 'none'], { description: '`starttls` by default: without it nothing is sent.' }),
    ),
    user: Type.Optional(Type.String({ maxLength: 256 })),
    password: Type.Optional(secret('With `user`.')),
    from: Type.String({ minLength: 3, maxLength: 320 }),
    to: Type.Array(Type.String({ minLength: 3, maxLength: 320 }), { minItems: 1, maxItems: 50 }),
  },
} as const satisfies Record<ChannelKind, object>

const strict = { additionalProperties: false } as const
const { webhook, slack, telegram, dingtalk, feishu, wecom, email } = own

export const channelDefinition = Type.Union(
  [
    Type.Object({ kind: Type.Literal('webhook'), ...webhook, ...options }, strict),
    Type.Object({ kind: Type.Literal('slack'), ...slack, ...options }, strict),
    Type.Object({ kind: Type.Literal('telegram'), ...telegram, ...options }, strict),
    Type.Object({ kind: Type.Literal('dingtalk'), ...dingtalk, ...options }, strict),
    Type.Object({ kind: Type.Literal('feishu'), ...feishu, ...options }, strict),
    Type.Object({ kind: Type.Literal('wecom'), ...wecom, ...options }, strict),
    Type.Object({ kind: Type.Literal('email'), ...email, ...options }, strict),
  ],
  { title: 'ChannelDefinition' },
)
export type ChannelDefinition = Static<typeof channelDefinition>
export type ChannelOf<K extends ChannelKind> = Extract<ChannelDefinition, { kind: K }>

/** The fields of each kind that are never shown again. */
export const secretFields = {
  webhook: ['url', 'secret', 'headers'],
  slack: ['url'],
  telegram: ['token'],
  dingtalk: ['url', 'secret'],
  feishu: ['url', 'secret'],
  wecom: ['url'],
  email: ['password'],
} as const satisfies { [K in ChannelKind]: readonly (keyof (typeof own)[K])[] }

const stays = 'Null: it stays what it is.'
const kept = <T extends Parameters<typeof orNull>[0]>(schema: T) => orNull(schema, stays)

/** `[CN-2]` What somebody sends: a secret that is null stays what it was. */
export const channelRequest = Type.Union(
  [
    Type.Object(
      {
        kind: Type.Literal('webhook'),
        ...webhook,
        url: kept(webhook.url),
        secret: Type.Optional(kept(secret('Signs each message.'))),
        headers: Type.Optional(
          Type.Record(Type.String({ maxLength: 128 }), kept(Type.String({ maxLength: 4096 })), {
            description: 'A value that is null stays what it is; what is left out goes.',
          }),
        ),
        ...options,
      },
      strict,
    ),
    Type.Object({ kind: Type.Literal('slack'), url: kept(slack.url), ...options }, strict),
    Type.Object({ kind: Type.Literal('telegram'), ...telegram, token: kept(telegram.token), ...options }, strict),
    Type.Object(
      {
        kind: Type.Literal('dingtalk'),
        url: kept(dingtalk.url),
        secret: Type.Optional(kept(secret('Of a robot that signs.'))),
        ...options,
      },
      strict,
    ),
    Type.Object(
      {
        kind: Type.Literal('feishu'),
        url: kept(feishu.url),
        secret: Type.Optional(kept(secret('Of a bot that checks signatures.'))),
        ...options,
      },
      strict,
    ),
    Type.Object({ kind: Type.Literal('wecom'), url: kept(wecom.url), ...options }, strict),
    Type.Object(
      { kind: Type.Literal('email'), ...email, password: Type.Optional(kept(secret('With `user`.'))), ...options },
      strict,
    ),
  ],
  { title: 'ChannelRequest' },
)
export type ChannelRequest = Static<typeof channelRequest>

/** What went wrong, in English and as data. */
export const problem = orNull(
  Type.Unsafe<Sentence>(
    Type.Object({
      message: Type.String(),
      reason: Type.Optional(Type.String()),
      values: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    }),
  ),
  'What went wrong, in English and as data; null where nothing did.',
)

/** `paused`, `failing`: the last attempt failed and more follow; `ok`: the last was taken; `new`: nothing was sent yet. */
export const channelStates = ['paused', 'failing', 'ok', 'new'] as const

export const channelResource = named('Channel', 'CN-1: where alerts go, without its secrets.', {
  name: channelName,
  kind: Type.Enum([...channelKinds]),
  origin: Type.Enum([...channelOrigins], {
    description: 'Where it was given; one of `settings` is changed there only.',
  }),
  where: Type.String({ description: 'Where it leads, without anything secret: a host, a chat, addresses.' }),
  fields: Type.Record(Type.String(), Type.Unknown(), {
    description: 'Of the fields of its kind those that are no secret, as they were given; of `headers` the names.',
  }),
  secrets: list(Type.String(), 'The names of the secrets it has; never a value.'),
  min_severity: Type.Enum([...severities]),
  tasks: orNull(list(id), 'Null for all.'),
  kinds: orNull(list(Type.String()), 'Null for all.'),
  quiet: orNull(
    Type.Object({
      from: clock,
      to: clock,
      time_zone: Type.String(),
      days: list(Type.Integer(), 'ISO 8601: 1 is Monday.'),
    }),
  ),
  language: Type.Enum([...channelLanguages]),
  per_hour: Type.Integer(),
  summary: orNull(Type.Object({ cron: Type.String(), time_zone: Type.String() })),
  paused: Type.Boolean(),
  state: Type.Enum([...channelStates]),
  delivered: count('Messages it took since it was made.'),
  last_delivered_at: orNull(Type.Integer()),
  waiting: count('Messages that are on their way.'),
  failed: count('Messages that were given up and can be sent again.'),
  problem,
  next_summary_at: orNull(Type.Integer()),
})
export type ChannelResource = Static<typeof channelResource>

export const channelList = Type.Object({ channels: list(channelResource, 'In order of name.') })

/** What came of a test message: taken, or what was wrong in words. */
export const channelTest = Type.Object({
  delivered: Type.Boolean(),
  took: Type.Integer({ minimum: 0, description: 'ms' }),
  problem,
})
export type ChannelTest = Static<typeof channelTest>

export const deliveryStates = ['waiting', 'delivered', 'failed'] as const
export const messageKinds = ['raised', 'resolved', 'summary', 'test'] as const

export const deliveryResource = named('Delivery', 'CN-5: a message on its way to a channel, there, or given up.', {
  delivery_id: id,
  channel: channelName,
  kind: Type.Enum([...messageKinds]),
  title: Type.String({ description: 'Its first line, in English.' }),
  made_at: time('ms since 1970.'),
  state: Type.Enum([...deliveryStates]),
  attempts: count('How often it was tried.'),
  next_at: orNull(Type.Integer(), 'When it is tried next; null where it is not.'),
  ended_at: orNull(Type.Integer(), 'When it was taken, or given up.'),
  problem,
})
export type DeliveryResource = Static<typeof deliveryResource>

export const deliveryQuestion = Type.Object({
  channel: Type.Optional(channelName),
  state: Type.Optional(Type.Enum([...deliveryStates])),
  before: Type.Optional(id),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
})
export const deliveryList = Type.Object({
  deliveries: list(deliveryResource, 'Newest first.'),
  next: orNull(id, 'Where the page after this one begins.'),
})
