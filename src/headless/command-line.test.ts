import { describe, expect, it } from 'vitest'
import { readCommandLine } from './command-line.ts'

const flag = (place: string) => ({ kind: 'flag', place }) as const

describe('readCommandLine', () => {
  it('serves where nothing is said', () => {
    expect(readCommandLine([])).toEqual({
      command: 'serve',
      settings: [],
      file: null,
      isInsecure: false,
      acceptsOlderState: false,
      backup: null,
      monitor: {},
      isConfirmed: false,
      output: 'print',
    })
  })

  it('reads every option; short forms win over --set, which keeps its order', () => {
    const args = ['--set', 'a=1', '--set', ' b =x=y', '--set', 'c=', '--port=0', '--host', '::', '--data-dir', 'd']
    const more = ['--token', 't', '--tls-cert', 'c.pem', '--tls-key', 'k.pem', '--config', 'f.yaml', '--insecure']
    expect(readCommandLine(['demo', ...args, ...more])).toEqual({
      command: 'demo',
      file: 'f.yaml',
      isInsecure: true,
      acceptsOlderState: false,
      backup: null,
      monitor: {},
      isConfirmed: false,
      output: 'print',
      settings: [
        { name: 'a', value: '1', source: flag('--set') },
        { name: 'b', value: 'x=y', source: flag('--set') },
        { name: 'c', value: '', source: flag('--set') },
        { name: 'server.host', value: '::', source: flag('--host') },
        { name: 'server.port', value: '0', source: flag('--port') },
        { name: 'data-dir', value: 'd', source: flag('--data-dir') },
        { name: 'server.token', value: 't', source: flag('--token') },
        { name: 'server.tls-cert', value: 'c.pem', source: flag('--tls-cert') },
        { name: 'server.tls-key', value: 'k.pem', source: flag('--tls-key') },
      ],
    })
  })

  it.each([
    [['--help'], 'help'],
    [['-h', 'serve'], 'help'],
    [['demo', '--version'], 'version'],
    [['-v', '--help'], 'help'],
    [['help'], 'help'],
    [['version'], 'version'],
  ])('%j is %s, and nothing else is looked at', (args, command) => {
    expect(readCommandLine(args)).toMatchObject({ command, settings: [], file: null })
  })

  it.each(['print', 'reference', 'schema'] as const)('config --%s', (output) => {
    expect(readCommandLine(['config', `--${output}`])).toMatchObject({ command: 'config', output })
  })

  it.each([
    [['serve', '--print'], /--print/],
    [['--schema'], /--schema/],
    [['config', '--print', '--schema'], /--print/],
    [['serve', '--url', 'http://a'], /--url and --token-file belong to backup and token/],
    [['serve', 'demo'], /demo/],
    [['sevre'], /Did you mean serve\?/],
    [['something-else'], /something-else/],
    [['--prot=1'], /Did you mean --port\?/],
    [['--nothing-like-it'], /--nothing-like-it/],
    [['--port'], /port/],
    [['--insecure=yes'], /insecure/],
  ])('refuses %j', (args, message) => {
    expect(() => readCommandLine(args)).toThrow(message)
    expect(() => readCommandLine(args)).toThrow(expect.objectContaining({ code: 'INVALID_SETTING' }))
  })

  it.each([
    ['--set', 's3cret'],
    ['--set', '=s3cret'],
  ])('[SEC-1] refuses %j %j without showing it', (...args) => {
    expect(() => readCommandLine(args)).toThrow(/^(?!.*s3cret)/)
  })
})
