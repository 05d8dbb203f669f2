import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { programFile } from '../program.ts'
import { compileCache } from './compile-cache.ts'
import { runMonitor } from './running-monitor.ts'

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'batchdeck-token-command-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function batchdeck(args: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [programFile, ...args], {
    env: { ...process.env, ...compileCache, ...environment },
  })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const code = await new Promise<number | null>((done) => void child.once('close', done))
  return { code, out: out.trim(), err }
}

describe('batchdeck token', () => {
  it('[SEC-4] makes the first token in a folder, and asks the monitor that runs there for all others', async () => {
    const dataDir = join(folder, 'data')
    const first = await batchdeck(['token', 'create', 'boss', '--role', 'admin', '--data-dir', dataDir])
    expect(first).toMatchObject({ code: 0, out: expect.stringMatching(/^bdt_[\w-]{43}$/) as string })
    await using running = await runMonitor({ 'server.host': '0.0.0.0' }, dataDir)
    const url = ['--url', `http://127.0.0.1:${running.monitor.address.port}`]
    expect(await batchdeck(['token', 'list', '--data-dir', dataDir])).toMatchObject({
      code: 1,
      err: expect.stringContaining('--url') as string,
    })
    expect(await batchdeck(['token', 'list', ...url])).toMatchObject({ code: 1, out: '' })
    const admin = { BATCHDECK_TOKEN: first.out }
    const made = await batchdeck(
      [
        'token',
        'create',
        'eu',
        '--role',
        'consumer',
        '--pattern',
        'eu-*',
        '--max-consumers',
        '5',
        '--expires',
        '30d',
        ...url,
      ],
      admin,
    )
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^bdt_/) as string })
    const file = join(folder, 'admin-token')
    writeFileSync(file, `${first.out}\n`, { mode: 0o600 })
    const listed = await batchdeck(['token', 'list', ...url, '--token-file', file])
    expect(listed.out.split('\n').map((line) => line.split(/\s{2,}/).slice(0, 3))).toEqual([
      ['NAME', 'ROLE', 'PATTERN'],
      ['boss', 'admin', '–'],
      ['eu', 'consumer', 'eu-*'],
    ])
    expect(listed).toMatchObject({ code: 0, err: '' })
    expect(listed.out).not.toContain('bdt_')
    const rotated = await batchdeck(['token', 'rotate', 'eu', ...url], admin)
    expect([rotated.code, rotated.out === made.out]).toEqual([0, false])
    const port = ['--port', String(running.monitor.address.port)]
    expect((await batchdeck(['token', 'revoke', 'eu', ...port], admin)).code).toBe(0)
    expect(await batchdeck(['token', 'revoke', 'eu', ...url], admin)).toMatchObject({
      code: 1,
      err: 'There is no token "eu".\n',
    })
    const { events } = await running.monitor.api.call('events.query', { types: ['operator'], order: 'asc' })
    expect(
      events.map(({ data }) => data as Record<string, unknown>).map(({ action, via, name }) => [action, via, name]),
    ).toEqual([
      ['tokens.create', 'command', 'boss'],
      ['tokens.create', 'http', 'eu'],
      ['tokens.rotate', 'http', 'eu'],
      ['tokens.revoke', 'http', 'eu'],
      ['tokens.revoke', 'http', 'eu'],
    ])
  })

  it.runIf(process.platform === 'linux')(
    '[SEC-4] makes no secret that it cannot write down, and ends with 1',
    async () => {
      const dataDir = join(folder, 'full')
      const inShell = (line: string) =>
        spawnSync('bash', ['-c', line, process.execPath, programFile, dataDir], { encoding: 'utf8' })
      const made = inShell('"$0" "$1" token create eye --role viewer --data-dir "$2" >/dev/full')
      expect([made.status, made.stderr]).toEqual([1, expect.stringContaining('stdout cannot be written')])
      expect((await batchdeck(['token', 'list', '--data-dir', dataDir])).out).not.toContain('eye')
      // Its reader is gone, which only the write itself finds.
      const unread = inShell('set -o pipefail; "$0" "$1" token create eye --role viewer --data-dir "$2" | true')
      expect([unread.status, unread.stderr]).toEqual([1, expect.stringContaining('batchdeck token rotate "eye"')])
      const settings = inShell('"$0" "$1" config --reference >/dev/full')
      expect([settings.status, settings.stderr]).toEqual([1, expect.stringContaining('stdout cannot be written')])
    },
  )

  it.each([
    [['token', 'crate', 'x'], 'token crate is not a known command. Did you mean token create?'],
    [['token', 'create'], 'token create: give what it needs'],
    [['token', 'list', 'x'], 'token list: give what it needs'],
    [['token', 'create', 'x'], '--role must be one of viewer, operator, admin, consumer.'],
    [['token', 'create', 'x', '--role', 'viewer', '--expires', 'soon'], '--expires soon is no time'],
    [
      ['token', 'create', 'x', '--role', 'viewer', '--expires', '99999999d'],
      '--expires 99999999d is after the year 9999',
    ],
    [['token', 'list', '--url', 'localhost:8080'], '--url localhost:8080 is no address'],
  ])('%j is refused with 2 and a sentence', async (args, sentence) => {
    const { code, err } = await batchdeck(args)
    expect([code, err]).toEqual([2, expect.stringContaining(sentence)])
  })
})

describe('[SEC-5] tokens of the settings', () => {
  const given = (name: string, content: string, mode = 0o600) => {
    const file = join(folder, name)
    writeFileSync(file, content)
    chmodSync(file, mode)
    return file
  }

  it('come from files, and a file that others can read is named in the log', async () => {
    await using running = await runMonitor({
      'server.token-file': given('operator', '  operate \n'),
      'server.viewer-token-file': given('viewer', 'look', 0o644),
    })
    const status = async (token: string) => {
      const headers = { authorization: `Bearer ${token}` }
      return (await fetch(`${running.monitor.address.url}/api/tokens`, { headers })).status
    }
    expect(await Promise.all([status('operate'), status('look'), status('other')])).toEqual([200, 403, 401])
    expect(running.logged.filter((line) => line.includes('every user'))).toEqual([
      expect.stringContaining('server.viewer-token-file'),
    ])
    const { settings } = await running.monitor.api.call('settings.list', {})
    const token = settings.find(({ name }) => name === 'server.token')
    expect(token).toMatchObject({
      is_set: true,
      value: null,
      source: { kind: 'file', place: join(folder, 'operator') },
    })
  })

  it('that are missing, no token, given twice or of two roles stop the start, and are not shown', async () => {
    const secret = 'operate-3141'
    const file = given('token', secret)
    for (const [settings, said] of [
      [{ 'server.token-file': join(folder, 'none') }, 'cannot be read (ENOENT)'],
      [{ 'server.token-file': folder }, 'cannot be read (EISDIR)'],
      [{ 'server.token-file': given('empty', ' \n\n') }, 'is empty'],
      [{ 'server.token-file': given('lines', `${secret}\nx\n`) }, 'more than one line'],
      [{ 'server.token-file': given('large', 'x'.repeat(5000)) }, 'too large'],
      [{ 'server.token-file': file, 'server.token': secret }, 'server.token: also given by server.token-file'],
      [
        { 'server.token': secret, 'server.viewer-token': secret },
        'server.viewer-token is the same token as server.token',
      ],
      [
        { 'server.token-file': file, 'server.consumer-token': secret },
        'server.consumer-token is the same token as server.token',
      ],
    ] as const) {
      const error = await runMonitor(settings).then(
        async (running) => {
          await running[Symbol.asyncDispose]()
          return null
        },
        (refused: unknown) => refused as { code: string; message: string },
      )
      expect([settings, error?.code]).toEqual([settings, 'INVALID_SETTING'])
      expect(error?.message).toContain(said)
      expect(error?.message).not.toContain(secret)
    }
  })
})
