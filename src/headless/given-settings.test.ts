import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { resolveSettings, type Settings } from '../settings/settings.ts'
import { readCommandLine } from './command-line.ts'
import { givenSettings } from './given-settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'batchdeck-settings-'))
const file = join(folder, 'batchdeck.yaml')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function settingsOf(yaml: string | null, environment: Record<string, string>, flags: readonly string[]): Settings {
  if (yaml !== null) writeFileSync(file, yaml)
  const args = yaml === null ? flags : ['--config', file, ...flags]
  return resolveSettings(givenSettings(readCommandLine(args), environment))
}

/** The lines of the refusal, with the file called `FILE`. */
function refusal(yaml: string | null, environment: Record<string, string>, flags: readonly string[]): string[] {
  try {
    settingsOf(yaml, environment, flags)
  } catch (error) {
    return (error as Error).message.replaceAll(file, 'FILE').split('\n')
  }
  return []
}

describe('[CF-1] settings', () => {
  it('[CF-3] take ~ for the home folder, and not for that of others', () => {
    const yaml = 'data-dir: ~/data\nserver: {access-log: ~/access.log}\n'
    expect(settingsOf(yaml, { BATCHDECK_SERVER_TLS_CERT: '~/c.pem' }, ['--tls-key', '~/k.pem'])).toMatchObject({
      'data-dir': '~/data',
      'server.access-log': '~/access.log',
    })
    expect(refusal(null, {}, ['--data-dir=~root/data', '--config=~root/x.yaml'])).toEqual([
      '~root/x.yaml: ~/ stands for your own home folder, ~name for nobody’s; give the whole path.',
    ])
    expect(refusal(null, {}, ['--data-dir=~root/data'])).toEqual([
      'data-dir: "~root/data" is not allowed; give a path; ~/ stands for your home folder, not ~name for that of another user. (--data-dir)',
    ])
  })

  it('are taken from flags over variables over the file over the default', () => {
    const yaml = 'server: {port: 1, host: localhost}\nmonitor.batch:\n  batch-size: 11\n  virtual-nodes: 12\n'
    const environment = { BATCHDECK_SERVER_PORT: '2', batchdeck_monitor_batch_batch_size: '22' }
    expect(settingsOf(yaml, environment, ['--port', '3'])).toMatchObject({
      'server.port': 3,
      'server.host': 'localhost',
      'monitor.batch.batch-size': 22,
      'monitor.batch.virtual-nodes': 12,
      'monitor.batch.strategy': 'balanced',
    })
  })

  it.each<[string, string]>([
    ['', 'nothing'],
    ['monitor:\n  # grace: 3s\nserver:\n', 'sections without a line'],
    ['server:\n  tls-cert: &file x\n  tls-key: *file\n', 'an alias'],
  ])('%j is a file with %s', (yaml) => {
    expect(refusal(yaml, {}, [])).toEqual([])
  })

  it('a number is read as it is written', () => {
    expect(settingsOf('server.token: 0123\nserver.host: 1.10\n', {}, [])).toMatchObject({
      'server.token': '0123',
      'server.host': '1.10',
    })
  })

  it.each<[string, Record<string, string>, string[], string[]]>([
    // Names.
    [
      'monitor:\n  batch:\n    batchsize: 1',
      {},
      [],
      ['monitor.batch.batchsize is not a setting. Did you mean monitor.batch.batch-size? (FILE, line 3)'],
    ],
    ['prot: 1', {}, [], ['prot is not a setting. See config --reference. (FILE, line 1)']],
    [
      '',
      { BATCHDECK_SERVER_PROT: '1' },
      [],
      ['BATCHDECK_SERVER_PROT is the variable of no setting. Did you mean BATCHDECK_SERVER_PORT?'],
    ],
    [
      '',
      {},
      ['--set', 'monitor.liveness.grase=3s'],
      ['monitor.liveness.grase is not a setting. Did you mean monitor.liveness.grace? (--set)'],
    ],
    ['', {}, ['--prot', '1'], ['--prot is not a known option. Did you mean --port?']],
    ['', {}, ['--set', 'server.token:hunter2'], ['--set needs NAME=VALUE; there is one without =.']],
    ['', {}, ['--print'], ['--print belongs to config, and stands there alone.']],
    // Values.
    ['server.port: 70000', {}, [], ['server.port: "70000" is not allowed; give 0 to 65535. (FILE, line 1)']],
    ['', {}, ['--port', '99999'], ['server.port: "99999" is not allowed; give 0 to 65535. (--port)']],
    [
      '',
      { BATCHDECK_MONITOR_LIVENESS_GRACE: '3 weeks' },
      [],
      ['monitor.liveness.grace: "3 weeks" is not allowed; give 0 to 1d. (BATCHDECK_MONITOR_LIVENESS_GRACE)'],
    ],
    [
      '',
      {},
      ['--set', 'monitor.limits.max-frame=1KB'],
      ['monitor.limits.max-frame: "1KB" is not allowed; give 1KiB to 64MiB. (--set)'],
    ],
    [
      'monitor.batch.strategy: rong',
      {},
      [],
      ['monitor.batch.strategy: "rong" is not allowed; give one of balanced, ring. (FILE, line 1)'],
    ],
    ['server.port: yes', {}, [], ['server.port: "yes" is not allowed; give 0 to 65535. (FILE, line 1)']],
    ['server.port: true', {}, [], ['server.port: true is not allowed; give 0 to 65535. (FILE, line 1)']],
    ['server:\n  port: [1, 2]', {}, [], ['server.port: [1,2] is not allowed; give 0 to 65535. (FILE, line 2)']],
    ['server:\n  port: {a: 1}', {}, [], ['server.port: {"a":1} is not allowed; give 0 to 65535. (FILE, line 2)']],
    [
      'data-dir: true',
      {},
      [],
      [
        'data-dir: true is not allowed; give a path; ~/ stands for your home folder, not ~name for that of another user. (FILE, line 1)',
      ],
    ],
    ['server.port: 8080.0', {}, [], ['server.port: "8080.0" is not allowed; give 0 to 65535. (FILE, line 1)']],
    // Nothing.
    ['server:\n  port:', {}, [], ['server.port: "" is not allowed; give 0 to 65535. (FILE, line 2)']],
    [
      '',
      { BATCHDECK_SERVER_TOKEN: '' },
      [],
      ['server.token: the value given is not allowed; give a text that is not empty. (BATCHDECK_SERVER_TOKEN)'],
    ],
    ['', {}, ['--set', 'server.host= '], ['server.host: " " is not allowed; give a text that is not empty. (--set)']],
    // A token is not shown, whatever is wrong with it.
    [
      'server.token: [hunter2]',
      {},
      [],
      ['server.token: the value given is not allowed; give a text that is not empty. (FILE, line 1)'],
    ],
    // Values that do not go together.
    [
      'monitor.liveness.suspect-after: 2m',
      {},
      [],
      [
        'monitor.liveness.lost-after: 90s must be longer than monitor.liveness.suspect-after, which is 2m. (FILE, line 1)',
      ],
    ],
    [
      'monitor.liveness.suspect-after: 10s',
      {},
      ['--set', 'monitor.liveness.lost-after=10s'],
      ['monitor.liveness.lost-after: 10s must be longer than monitor.liveness.suspect-after, which is 10s. (--set)'],
    ],
    // The file.
    [
      'server:\n  port: 1\nserver.port: 2',
      {},
      [],
      ['server.port is given twice: FILE, line 3, and before in FILE, line 2.'],
    ],
    ['server.port: 1\nserver.port: 2', {}, [], ['FILE, line 2, column 1: Map keys must be unique.']],
    ['- server.port', {}, [], ['FILE, line 1: There are no names and values; give NAME: VALUE.']],
    ['server:\n\tport: 1', {}, [], ['FILE, line 2, column 1: Tabs are not allowed as indentation.']],
    ['a: &a {b: *a}', {}, [], ['a.b.b.b is not a setting. See config --reference. (FILE, line 1)']],
    // All of them at once.
    [
      'server.port: -1',
      { BATCHDECK_SERVER_HOST: '' },
      ['--set', 'tokn=1'],
      [
        'server.port: "-1" is not allowed; give 0 to 65535. (FILE, line 1)',
        'server.host: "" is not allowed; give a text that is not empty. (BATCHDECK_SERVER_HOST)',
        'tokn is not a setting. See config --reference. (--set)',
      ],
    ],
  ])('%j, %j, %j stop the start and say why', (yaml, environment, flags, lines) => {
    expect(refusal(yaml === '' ? null : yaml, environment, flags)).toEqual(lines)
  })

  it('a file that cannot be read stops the start and says why', () => {
    expect(refusal(null, {}, ['--config', join(folder, 'none.yaml')])).toEqual([
      `The settings file ${join(folder, 'none.yaml')} cannot be read: there is no such file. (--config)`,
    ])
    expect(refusal(null, {}, ['--config', folder])).toEqual([
      `The settings file ${folder} cannot be read: it is a folder. (--config)`,
    ])
  })

  // Windows knows no such permissions.
  it.skipIf(process.platform === 'win32')('so does one that may not be read', () => {
    const secret = join(folder, 'secret.yaml')
    writeFileSync(secret, '')
    chmodSync(secret, 0)
    asNobody(() => {
      expect(refusal(null, {}, ['--config', secret])).toEqual([
        `The settings file ${secret} cannot be read: this user may not read it. (--config)`,
      ])
    })
  })

  it.each(['BATCHDECK_SERVICE_HOST', 'BATCHDECK_SERVICE_PORT', 'BATCHDECK_PORT_8080_TCP_ADDR', 'BATCHDECK_CHROMIUM'])(
    '%s is somebody else’s',
    (variable) => {
      expect(refusal(null, { [variable]: 'x' }, [])).toEqual([])
    },
  )
})

/** Root may read everything, so the action is done as somebody who may not. */
function asNobody(action: () => void): void {
  const user = process.geteuid?.()
  if (user === 0) process.seteuid?.(65_534)
  try {
    action()
  } finally {
    if (user === 0) process.seteuid?.(user)
  }
}
