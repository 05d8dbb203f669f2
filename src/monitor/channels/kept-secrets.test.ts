import { describe, expect, it } from 'vitest'
import { problemOf } from '../../contract/errors.ts'
import type { ChannelDefinition, ChannelRequest } from '../../contract/resources/channel.ts'
import { secretTexts } from './channel-place.ts'
import { wholeDefinition } from './kept-secrets.ts'

const hook: ChannelDefinition = {
  kind: 'webhook',
  name: 'ops',
  url: 'https://hooks.test:8443/a/b',
  secret: 'whsec_1',
  headers: { 'X-Key': 'key-1', 'X-Room': '7' },
}
const mail: ChannelDefinition = {
  kind: 'email',
  name: 'ops',
  host: 'mail.test',
  user: 'deck',
  password: 'hush',
  from: 'deck@mail.test',
  to: ['a@mail.test'],
}
const bot: ChannelDefinition = { kind: 'telegram', name: 'ops', token: '1:abc', chat_id: '5' }

const reasonOf = (request: object, before: ChannelDefinition | null) => {
  try {
    return wholeDefinition(request as ChannelRequest, before)
  } catch (error) {
    return problemOf(error).reason
  }
}

describe('[CN-2] a secret that is null', () => {
  it('[CN-2] stays what it was, each header by itself; what is left out goes', () => {
    expect(reasonOf({ ...hook, url: null, secret: null, headers: { 'X-Key': null, 'X-New': 'n' } }, hook)).toEqual({
      ...hook,
      headers: { 'X-Key': 'key-1', 'X-New': 'n' },
    })
    const { secret: _, headers: __, ...bare } = hook
    expect(reasonOf({ ...bare, url: null }, hook)).toEqual(bare)
    expect(reasonOf({ ...mail, password: null, to: ['b@mail.test'] }, mail)).toMatchObject({ password: 'hush' })
    expect(reasonOf({ ...bot, token: null }, bot)).toEqual(bot)
  })

  it('[CN-2] is not there where there is no such channel, or it is of another kind', () => {
    expect(reasonOf({ ...hook, secret: null }, null)).toBe('channel_nothing_kept')
    expect(reasonOf({ kind: 'slack', name: 'ops', url: null }, hook)).toBe('channel_nothing_kept')
    expect(reasonOf({ ...hook, headers: { Other: null } }, hook)).toBe('channel_nothing_kept')
    expect(reasonOf({ ...mail, password: null }, { ...mail, password: undefined } as never)).toBe(
      'channel_nothing_kept',
    )
  })

  it.each([
    ['another host', { ...hook, url: 'https://evil.test:8443/a/b', secret: null }, hook],
    ['another port', { ...hook, url: 'https://hooks.test/a/b', headers: { 'X-Key': null } }, hook],
    ['plain text', { ...hook, url: 'http://hooks.test:8443/a/b', secret: null }, hook],
    ['another mail server', { ...mail, host: 'evil.test', password: null }, mail],
    ['another port of it', { ...mail, port: 2525, password: null }, mail],
    ['a mail server without TLS', { ...mail, security: 'none', password: null }, mail],
    ['another server of bots', { ...bot, base_url: 'https://evil.test', token: null }, bot],
  ])('[CN-2] is never sent to %s', (_, request, before) => {
    expect(reasonOf(request, before)).toBe('channel_kept_elsewhere')
  })

  it('[CN-2] goes along to another path of the same host', () => {
    expect(reasonOf({ ...hook, url: 'https://hooks.test:8443/c', secret: null }, hook)).toMatchObject({
      secret: 'whsec_1',
    })
  })
})

it('[CN-1] what must stand in no log: secrets, and what makes an address one', () => {
  const url = 'https://hooks.test/services/T012345678901234/notifications?key=0123456789'
  const texts = secretTexts({ ...hook, url })
  expect(texts).toEqual(expect.arrayContaining([url, 'T012345678901234', '0123456789', 'whsec_1', 'key-1', '7']))
  expect(texts).not.toContain('notifications')
  expect(secretTexts(mail)).toEqual(['hush'])
})
