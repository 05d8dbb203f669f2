import { describe, expect, it } from 'vitest'
import { problemOf } from '../contract/errors.ts'
import { resolvedChannel } from '../monitor/channels/given-channel.ts'
import { channelsYaml } from './channels-yaml.ts'
import { parseChannels } from './settings-channels.ts'

const whole = `
server: { port: 1 }
channels:
  ops:
    kind: webhook
    url: { variable: HOOK }
    headers: { X-Key: { variable: KEY }, X-Room: '7' }
    min-severity: warning
    quiet: { from: '22:00', to: '06:00', time-zone: Europe/Berlin }
  mail:
    kind: email
    host: mail.example.com
    from: deck@example.com
    to: [night@example.com]
`

function faultOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    return problemOf(error).message
  }
  return ''
}

describe('[CN-1] channels of a settings file', () => {
  it('are by name, with secrets of the environment', () => {
    const [ops, mail] = parseChannels(whole, 'deck.yaml').map((given) =>
      resolvedChannel(given, { HOOK: 'https://hooks.test/1', KEY: 'k' }),
    )
    expect(ops).toEqual({
      kind: 'webhook',
      name: 'ops',
      url: 'https://hooks.test/1',
      headers: { 'X-Key': 'k', 'X-Room': '7' },
      min_severity: 'warning',
      quiet: { from: '22:00', to: '06:00', time_zone: 'Europe/Berlin' },
    })
    expect(mail).toMatchObject({ name: 'mail', kind: 'email' })
    expect(parseChannels('server: {}', 'x')).toEqual([])
    expect(parseChannels('channels:', 'x')).toEqual([])
  })

  it('say which variable there is not', () => {
    const [ops] = parseChannels(whole, 'deck.yaml')
    expect(faultOf(() => resolvedChannel(ops!, { HOOK: 'https://hooks.test/1' }))).toBe(
      'channels, ops: the environment has no variable KEY',
    )
  })

  it('say what is wrong and where, and never what stands there', () => {
    const said = faultOf(() =>
      parseChannels(
        'channels:\n  a:\n    kind: slack\n    url: 7\n  b: {kind: pager}\n  c: 1\n  "!": {kind: wecom, url: x}',
        'deck.yaml',
      ),
    )
    expect(said.split('\n')).toEqual([
      'channels, a: /url must be string (deck.yaml, line 4)',
      'channels, b: /kind must be one of webhook, slack, telegram, dingtalk, feishu, wecom, email (deck.yaml, line 5)',
      'channels, c: / must be object (deck.yaml, line 6)',
      expect.stringMatching(/^channels, !: \/name .*\(deck\.yaml, line 7\)$/),
    ])
    expect(faultOf(() => parseChannels('channels: [a]', 'deck.yaml'))).toBe(
      'channels: names are missing; give NAME: {kind: webhook, url: …}. (deck.yaml, line 1)',
    )
  })

  it('[CF-2] are shown without what is secret: with it they are a comment', () => {
    const shown = channelsYaml(parseChannels(whole.replace('{ variable: KEY }', 'hush'), 'deck.yaml'), 'deck.yaml')
    expect(shown).not.toContain('hush')
    expect(shown).toMatch(/^#\s+ops:/m)
    expect(shown).toMatch(/^#\s+variable: HOOK/m)
    expect(shown).toMatch(/^ {2}mail:/m)
    const again = channelsYaml(parseChannels(whole.replace(/ {4}headers.*\n/, ''), 'deck.yaml'), 'deck.yaml')
    expect(parseChannels(again, 'x')).toEqual(parseChannels(whole.replace(/ {4}headers.*\n/, ''), 'x'))
  })
})
