import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSshDestination } from './ssh-destination.ts'

describe('[DT-20] where SSH leads', () => {
  it.each([
    ['bastion', null, 'bastion', null],
    ['ops@bastion.example', 'ops', 'bastion.example', null],
    [' ssh://ops@bastion.example:2222/ ', 'ops', 'bastion.example', 2222],
    ['[2001:db8::1]:22', null, '2001:db8::1', 22],
    ['deploy_1@10.0.0.7', 'deploy_1', '10.0.0.7', null],
  ])('%j is read', (text, user, host, port) => {
    expect(parseSshDestination(text)).toMatchObject({ user, host, port })
  })

  it.each([
    '',
    '-oProxyCommand=calc',
    '--',
    'ops@-oProxyCommand=calc',
    '-l@host',
    'host -p 22',
    'host\n-v',
    'host;reboot',
    '$(reboot)',
    '`reboot`',
    'a@b@c',
    'host:0',
    'host:65536',
    'host:22:22',
    'ops:secret@host',
    '%h',
    'host/path',
    "o'host",
    'ssh://',
    '[::1',
    '[.2]',
    '[:2]',
    '[127.0.0.1]',
  ])('%j is refused', (text) => {
    expect(parseSshDestination(text)).toBeNull()
  })

  it('whatever is taken can be no option and no shell word, and is the same when it is read again', () => {
    const part = fc.constantFrom('-', '@', ':', '.', '[', ']', ' ', '$', ';', '2', 'a', '_', '%', '\n', '/', '::1')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part).map((parts) => parts.join('')),
        ),
        (text) => {
          const found = parseSshDestination(text)
          if (!found) return
          expect(found.host).toMatch(/^[\w:][\w.:-]*$/)
          expect(found.user ?? 'none').toMatch(/^\w[\w.-]*$/)
          expect(parseSshDestination(found.text)).toEqual(found)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
