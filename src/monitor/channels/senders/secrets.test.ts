import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sentenceOf } from '../../../contract/errors.ts'
import { refusal } from '../../../contract/refusal.ts'
import type { ChannelDefinition } from '../../../contract/resources/channel.ts'
import { Secrets } from './secrets.ts'

const SECRET = 'T0p/s3cret+"val&ue"'
const PATH = 'a1B2c3D4e5F6g7H8'

const definitions: readonly (readonly [ChannelDefinition, readonly string[]])[] = [
  [
    {
      kind: 'webhook',
      name: 'w',
      url: `https://user:pa55word@hook.example/in/${PATH}?key=${PATH}x`,
      secret: SECRET,
      headers: { Authorization: 'Bearer abcdefgh12345678' },
    },
    [PATH, SECRET, 'abcdefgh12345678', 'Bearer abcdefgh12345678', 'pa55word'],
  ],
  [
    { kind: 'slack', name: 's', url: `https://slack.example/services/T00000000/B00000000/${PATH}` },
    [PATH, 'T00000000'],
  ],
  [{ kind: 'telegram', name: 't', token: `123456:${PATH}`, chat_id: '1' }, [`123456:${PATH}`, PATH]],
  [
    { kind: 'dingtalk', name: 'd', url: `https://ding.example/robot/send?access_token=${PATH}`, secret: SECRET },
    [PATH, SECRET],
  ],
  [{ kind: 'feishu', name: 'f', url: `https://feishu.example/hook/${PATH}`, secret: SECRET }, [PATH, SECRET]],
  [{ kind: 'wecom', name: 'c', url: `https://wecom.example/send?key=${PATH}` }, [PATH]],
  [
    { kind: 'email', name: 'e', host: 'mail.example', user: 'u', password: SECRET, from: 'a@b.c', to: ['a@b.c'] },
    [SECRET],
  ],
]

/** How a receiver may say again what it was sent. */
const echoes: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => JSON.stringify({ error: `unknown key ${secret}` }),
  (secret) => JSON.stringify(secret).replaceAll('/', '\\/'),
  (secret) => encodeURIComponent(secret),
  (secret) => encodeURIComponent(encodeURIComponent(secret)),
  (secret) => [...Buffer.from(secret)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  (secret) => Buffer.from(secret).toString('base64'),
  (secret) => secret.replaceAll('&', '&amp;'),
]

describe('[CN-2] a secret', () => {
  it.each(definitions)('of %o is in nothing that is said', (definition, secrets) => {
    const guard = new Secrets(definition)
    for (const secret of secrets) {
      for (const echo of echoes) {
        fc.assert(
          fc.property(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), (before, after) => {
            const shown = guard.detail(`${before} ${echo(secret)} ${after}`)
            expect(shown).not.toContain(secret)
            expect(shown).not.toContain(echo(secret))
            const { message, values } = guard.sentence(
              sentenceOf(refusal('channel_answered', { host: 'h', status: '400', detail: `${before}${echo(secret)}` })),
            )
            expect(`${message}${JSON.stringify(values)}`).not.toContain(secret)
          }),
          { numRuns: 5 },
        )
      }
    }
  })

  it('that is a word like others lets nothing of an answer be shown', () => {
    const definition = { kind: 'feishu', name: 'f', url: 'https://f.example/', secret: 'abc' } as const
    expect(new Secrets(definition).detail('the abc of it')).toBe('…')
  })

  it('is all that goes: what a receiver says otherwise stays, in one short line', () => {
    const guard = new Secrets(definitions[0]![0])
    expect(guard.detail('  no such\r\nuser \u0007')).toBe('no such user')
    expect(guard.detail('x'.repeat(1000))).toHaveLength(200)
    expect(guard.detail('')).toBe('…')
  })
})
