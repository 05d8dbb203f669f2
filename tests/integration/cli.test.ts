import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { docBlocks } from '../doc-blocks.ts'
import { root } from '../docs.ts'
import { programFile } from '../program.ts'
import { CliProcess, runCli } from './cli-process.ts'
import { compileCache } from './compile-cache.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { selfSigned } from './self-signed.ts'
import { ServerProcess } from './server-process.ts'
import { TestConsumer } from './test-consumer.ts'

const folder = mkdtempSync(join(tmpdir(), 'batchdeck-cli-'))
const wait = { timeout: 20_000 }
const OPERATOR = 'operate-2718'
const VIEWER = 'look-3141'
/** Chinese characters take two columns of a screen. */
const TASK = '合约 Contracts'

let running: RunningMonitor
let url = ''
const consumers: TestConsumer[] = []
let strangers: Server

beforeAll(async () => {
  running = await runMonitor({
    'server.token': OPERATOR,
    'server.viewer-token': VIEWER,
    // Its consumers say nothing of themselves.
    'monitor.liveness.suspect-after': '1h',
    'monitor.liveness.lost-after': '2h',
  })
  url = running.monitor.address.url
  await running.monitor.api.call('task.create', { task_id: 1, name: TASK })
  // Tokens of consumers: the operator's lets them in as well.
  const options = { headers: { authorization: `Bearer ${OPERATOR}` } }
  for (const id of ['worker-1', 'worker-2'])
    consumers.push(await TestConsumer.register(running.consumerUrl, id, options))
  const seeds = JSON.stringify(['seed-1', 'seed-2'])
  const headers = { authorization: `Bearer ${OPERATOR}`, 'content-type': 'application/json' }
  await fetch(`${url}/api/tasks/1/targets`, { method: 'PUT', headers, body: seeds })
  strangers = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<html>hello</html>'))
  await new Promise<void>((listening) => void strangers.listen(0, '127.0.0.1', listening))
})
afterAll(async () => {
  strangers.close()
  for (const consumer of consumers) await consumer[Symbol.asyncDispose]()
  await running[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

/** What a script in bash prints. */
async function bash(script: string): Promise<string> {
  const env = { ...process.env, ...compileCache, BATCHDECK_URL: url, BATCHDECK_TOKEN: VIEWER }
  return (await promisify(execFile)('bash', ['-c', script, process.execPath, programFile], { env })).stdout
}

/** With the operator's token. */
const cli = (args: readonly string[], options: Parameters<typeof runCli>[1] = {}) =>
  runCli(args, { ...options, env: { BATCHDECK_URL: url, BATCHDECK_TOKEN: OPERATOR, ...options.env } })
const columnsOf = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))

describe('batchdeck', () => {
  it('[CMD-5] adds, replaces and removes targets: previewed, confirmed, and only on the epoch that is meant', async () => {
    const list = join(folder, 'list.csv')
    const names = Array.from({ length: 140 }, (_, i) => `t-${String(i).padStart(3, '0')}`)
    writeFileSync(list, ['target,label', 'a,Ann', ...names.slice(1).map((name) => `${name},`)].join('\n'))
    const { epoch: base } = (await running.monitor.api.call('epochs.before', { task_id: 1, before: 1e6, limit: 1 }))
      .epochs[0]!
    const dry = await cli(['targets', 'add', list, '--dry-run', '--json'])
    expect(JSON.parse(dry.out)).toMatchObject({ base_epoch: base, changed: true, counts: { added: 140 } })
    expect(await cli(['targets', 'add', list])).toMatchObject({
      code: 0,
      out: `Epoch ${base + 1} published: 140 targets added; 2 consumers notified.\n`,
    })
    expect((await cli(['targets', 'export', '--format', 'csv'])).out).toMatch(
      /^target,priority,label\r\na,medium,Ann\r\n/,
    )
    expect(columnsOf((await cli(['targets', 'search', 'ann', '--no-header'])).out).map(([name]) => name)).toEqual(['a'])

    expect(await cli(['targets', 'remove'], { input: 'a\n' })).toMatchObject({
      code: 5,
      out: '',
      err: expect.stringContaining('--yes') as string,
    })
    expect(await cli(['targets', 'remove', '--yes', '--base-epoch', String(base)], { input: 'a\n' })).toMatchObject({
      code: 6,
      err: expect.stringContaining(`epoch is ${base + 1}`) as string,
    })
    const guarded = await cli(['targets', 'replace', '-', '--yes'], { input: 'z\n' })
    expect(guarded).toMatchObject({
      code: 5,
      err: 'This removes 142 of 142 targets, more than 50%. Add --confirm 142 to confirm.\n',
    })
    expect(await cli(['targets', 'replace', '-', '--confirm', '142'], { input: 'z\n' })).toMatchObject({ code: 0 })
    expect((await cli(['targets', 'export'])).out).toBe('z\n')
    expect(await cli(['targets', 'add'], { input: 'ok\nnot a target\n' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('line 2') as string,
    })
    expect(await cli(['undo', '--confirm', '1'])).toMatchObject({
      code: 0,
      out: expect.stringContaining(`Epoch ${base + 3} `) as string,
    })
    expect(await cli(['rollback', String(base + 2), '--yes', '--confirm', '142'])).toMatchObject({ code: 0 })
    const diff = await cli(['diff', String(base + 1), String(base + 2)])
    expect(diff.out.trimEnd().split('\n').slice(1)).toEqual([
      '- a',
      '- seed-1',
      '- seed-2',
      ...names.slice(1).map((name) => `- ${name}`),
      '+ z',
    ])
    const epochs = JSON.parse((await cli(['epochs', '--limit', '4', '--json'])).out) as { epochs: { epoch: number }[] }
    expect(epochs.epochs.map(({ epoch }) => epoch)).toEqual([4, 3, 2, 1].map((more) => base + more))
  })

  it('[CMD-2] prints columns for programs, and the resources of the API as JSON', async () => {
    const { out } = await cli(['consumers'])
    const [head = [], ...rows] = columnsOf(out)
    expect(head.slice(0, 3)).toEqual(['CONSUMER', 'STATE', 'SINCE'])
    expect(rows.map(([id]) => id)).toEqual(['worker-1', 'worker-2'])
    const json = JSON.parse((await cli(['consumers', 'worker-2', '--json'])).out) as unknown
    expect(json).toMatchObject({ consumers: [{ consumer_id: 'worker-2', state: 'online' }] })
    const status = JSON.parse((await cli(['status', '--json'])).out) as object
    expect(status).toMatchObject({ server: { url }, consumers: { online: 2, lost: 0 }, tasks: [{ task_id: 1 }] })
    expect(columnsOf((await cli(['config', '--running', '--no-header'])).out)).toContainEqual([
      'server.token',
      '(hidden)',
      expect.any(String),
    ])
  })

  it('[CMD-2] fits a screen, by what Chinese characters take there', async () => {
    const shown = await cli(['tasks'], { terminal: { columns: 60, rows: 20 }, env: { NO_COLOR: '1' } })
    const lines = shown.out.trimEnd().split('\r\n')
    const widths = lines.map((line) => line.replaceAll(/[\u4E00-\u9FFF]/g, 'xx').length)
    expect(Math.max(...widths)).toBeLessThanOrEqual(60)
    const stateAt = (line: string) => line.replaceAll(/[\u4E00-\u9FFF]/g, 'xx').search(/ROLLOUT|rolling/)
    expect(new Set(lines.map(stateAt)).size).toBe(1)
    expect(shown.out).not.toContain('\u001B')
    const terminal = { columns: 60, rows: 20 }
    expect((await cli(['consumers'], { terminal })).out).toContain('\u001B[32monline')
    expect((await cli(['consumers', '--state', 'lost'], { terminal })).out).toBe('No results.\r\n')
  })

  it('[CMD-3] says in one sentence and a code why it did nothing, and shows no token', async () => {
    const secret = 'not-the-token'
    const cases: [args: string[], env: Record<string, string>, code: number, said: string][] = [
      [['status', '--jsno'], {}, 2, 'Did you mean --json?'],
      [['targets', 'lst'], {}, 2, 'Did you mean list?'],
      [['alerts', 'snoze'], {}, 2, 'alerts does not take snoze. Did you mean snooze?'],
      [['status', '--token', secret], {}, 2, 'Every user of this machine'],
      [['status', '--url', `http://x:${secret}@127.0.0.1`], {}, 2, 'takes an address alone'],
      [['events', '--since', 'soon'], {}, 2, '--since soon is not a time'],
      [['tasks', '--watch'], {}, 2, 'needs a terminal'],
      [['tasks', '--url', 'http://127.0.0.1:1'], {}, 3, 'connection refused'],
      [
        ['epochs', '--url', `http://127.0.0.1:${(strangers.address() as AddressInfo).port}`],
        {},
        3,
        'not a Batchdeck monitor',
      ],
      [
        ['tasks', '--url', `http://127.0.0.1:${(strangers.address() as AddressInfo).port}`],
        {},
        3,
        'not a Batchdeck monitor',
      ],
      [['tasks'], { BATCHDECK_TOKEN: secret }, 4, 'BATCHDECK_TOKEN'],
      [['epochs'], { BATCHDECK_TOKEN: secret }, 4, 'BATCHDECK_TOKEN'],
      [['drain', 'worker-1'], { BATCHDECK_TOKEN: VIEWER }, 4, 'viewer'],
      [['drain', 'nobody'], {}, 1, 'nobody'],
      [['dismiss', 'worker-1'], {}, 5, '--yes'],
      [['dismiss', 'worker-1', '--yes'], {}, 6, 'worker-1'],
      [['tasks', '--token-file', join(folder, 'none')], {}, 2, 'ENOENT'],
      [['epochs', '--task', '合约 Contrasts'], {}, 1, `Did you mean “${TASK}”?`],
    ]
    // Three at a time: each is a process.
    const rest = [...cases]
    const worker = async () => {
      for (let one = rest.shift(); one !== undefined; one = rest.shift()) {
        const [args, env, code, said] = one
        const ended = await cli(args, { env })
        expect([args, ended.code, ended.out, ended.err]).toEqual([args, code, '', expect.stringContaining(said)])
        expect(ended.err).not.toContain(secret)
        expect(ended.err).not.toContain('    at ')
      }
    }
    await Promise.all([worker(), worker(), worker()])
  })

  it('[CMD-1] takes its token from a file, or from stdin', async () => {
    const file = join(folder, 'token')
    writeFileSync(file, `${VIEWER}\n`, { mode: 0o600 })
    const noToken = { BATCHDECK_TOKEN: '' }
    expect(await cli(['tasks', '--token-file', file], { env: noToken })).toMatchObject({ code: 0 })
    expect(await cli(['tasks'], { env: { ...noToken, BATCHDECK_TOKEN_FILE: file } })).toMatchObject({ code: 0 })
    expect(await cli(['tasks', '--token-file', '-'], { env: noToken, input: VIEWER })).toMatchObject({ code: 0 })
  })

  it('[CMD-1] trusts a certificate that it is given, under a path, over HTTP and by socket', async () => {
    const { certFile, keyFile } = selfSigned(folder, 'own')
    const settings = { 'server.tls-cert': certFile, 'server.tls-key': keyFile, 'server.base-path': '/deck' }
    await using other = await runMonitor(settings)
    const at = ['--url', `${other.monitor.address.url}/deck/`]
    for (const command of ['backups', 'tasks']) {
      expect(await cli([command, ...at, '--ca', certFile])).toMatchObject({ code: 0, err: '' })
      expect(await cli([command, ...at])).toMatchObject({
        code: 3,
        err: expect.stringContaining('--ca FILE') as string,
      })
    }
    expect(await cli(['tasks', ...at, '--ca', keyFile])).toMatchObject({ code: 2 })
    const plain = other.monitor.address.url.replace('https', 'http')
    expect((await cli(['backups', '--url', plain])).err).toContain('https://')
  })

  it('[CMD-4] asks at a terminal, and does what it is told', async () => {
    await using asked = new CliProcess(['dismiss', 'worker-1'], {
      env: { BATCHDECK_URL: url, BATCHDECK_TOKEN: OPERATOR },
      terminal: { columns: 80, rows: 20 },
    })
    await expect.poll(() => asked.out, wait).toContain('(yes/no)')
    asked.type('no\r')
    expect(await asked.ended).toMatchObject({
      code: 5,
      out: expect.stringContaining('Cancelled; nothing was changed.') as string,
    })
  })

  it('drains, reloads, and marks alerts; each says what it did', async () => {
    expect(await cli(['drain', 'worker-1'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('worker-1 is drained') as string,
    })
    expect(await cli(['undrain', 'worker-1'])).toMatchObject({ code: 0, out: 'worker-1 may own slots again.\n' })
    expect(await cli(['reload', '--consumer', 'worker-2'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('resent to 1 consumer') as string,
    })
    expect(await cli(['sync'])).toMatchObject({ code: 0 })
    expect(await cli(['alerts', 'snooze', 'no-such-alert', '--for', '2h'])).toMatchObject({
      code: 0,
      out: '0 alerts snoozed; 1 resolved or unchanged.\n',
    })
    expect(await cli(['alerts', 'ack'])).toMatchObject({ code: 2 })
    const listed = async <T>(...args: string[]) => JSON.parse((await cli([...args, '--json'])).out) as T
    const { batches } = await listed<{ batches: { batch_id: number; consumer_id: string }[] }>('batches')
    const { batch_id, consumer_id } = batches[0]!
    const report = { batch_id, consumer_id, status: 'error', message: 'no answer' }
    consumers.find(({ id }) => id === consumer_id)?.send({ type: 'batch_status', ...report })
    const open = async () => (await listed<{ alerts: { alert_id: string }[] }>('alerts')).alerts
    await expect.poll(open, wait).toMatchObject([{ alert_id: 'batch_errors', severity: 'warning' }])
    expect((await cli(['batches', '--status', 'error', '--no-header'])).out).toContain('no answer')
    expect(await listed('alerts', 'ack', '--all', '--why', 'on it')).toEqual({ alerts: ['batch_errors'] })
    expect(await open()).toEqual([])
    expect((await cli(['alerts', '--all'])).out).toContain('acknowledged')
    expect((await cli(['summary'])).out).toContain('Contracts')
  })

  it('[WS-29] shows what a consumer writes to its log, from the moment it is asked', async () => {
    expect(await cli(['logs', 'worker-1'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('its client') as string,
    })
    const headers = { authorization: `Bearer ${OPERATOR}` }
    await using talker = await TestConsumer.connect(running.consumerUrl, { headers })
    talker.send({ type: 'register', consumer_id: 'talker', features: ['log'] })
    const say = (level: string, text: string) => talker.send({ type: 'log', level, text })
    await using followed = new CliProcess(['logs', 'talker', '--follow', '--level', 'info', '--grep', 'rate|now'], {
      env: { BATCHDECK_URL: url, BATCHDECK_TOKEN: VIEWER },
    })
    expect(await talker.next('log_wanted')).toMatchObject({ wanted: true })
    for (const text of ['rate 1', 'nothing', 'rate 2']) say('info', text)
    say('debug', 'rate 3')
    await expect.poll(() => followed.out, wait).toContain('rate 2')
    say('error', 'now')
    await expect.poll(() => followed.out, wait).toContain('now')
    const said = followed.out
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(line.indexOf(' ') + 1))
    expect(said).toEqual(['info    rate 1', 'info    rate 2', 'error   now'])
    followed.signal('SIGINT')
    expect((await followed.ended).code).toBe(130)
  })

  it('[CMD-8] completes commands, options and who is there, in bash as docs/cli.md says', async () => {
    const lines = docBlocks('docs/cli.md').flatMap(({ text }) => text.split('\n'))
    const bashLine = lines.find((line) => line.includes('~/.bashrc')) ?? ''
    expect(bashLine).toContain('completion bash')
    const script = `
      batchdeck() { "$program" "$file" "$@"; }
      program=$0 file=$1
      ${bashLine}
      try() { COMP_LINE=$1 COMP_POINT=\${#1}; _batchdeck; echo "\${COMPREPLY[*]}"; }
      try 'batchdeck sta'
      try 'batchdeck drain worker-1'
      try 'batchdeck consumers --state=o'
      try 'batchdeck epochs --ta'
      try 'batchdeck epochs --task '
      try 'batchdeck epochs --task "合约 C'
      try 'batchdeck epochs --task 合约\\ C'
      try 'batchdeck consumers --state lost,off'
    `
    expect((await bash(script)).trimEnd().split('\n')).toEqual([
      'status',
      'worker-1',
      'offline online',
      '--task',
      expect.stringMatching(/^1 .*Contracts'?$/),
      TASK,
      expect.stringMatching(/Contracts'?$/),
      'lost,offline',
    ])
  })

  it.each(['zsh', 'fish'])('[CMD-8] completes in %s, where that is installed', async (shell) => {
    const line = `command -v ${shell} >/dev/null || { echo none; exit; }; "$0" "$1" completion ${shell} | ${shell} -n && echo good`
    expect(await bash(line)).toMatch(/^(none|good)\n$/)
  })

  it.runIf(process.platform !== 'win32')('runs by a link from any folder, whose files it takes', async () => {
    const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { bin: { batchdeck: string } }
    symlinkSync(join(root, bin.batchdeck), join(folder, 'batchdeck'))
    writeFileSync(join(folder, 'here.txt'), 'from-here\n')
    const line = `cd '${folder}' && '${process.execPath}' ./batchdeck targets add here.txt --dry-run`
    expect(await bash(`export BATCHDECK_TOKEN=${OPERATOR}; ${line}`)).toContain('+ from-here')
  })

  it('is no fault where a reader has seen enough', async () => {
    const line = `"$0" "$1" events --since 1d | head -1 >/dev/null; echo "\${PIPESTATUS[0]}"`
    expect(await bash(line)).toBe('0\n')
  })
})

describe('batchdeck over a restart of the monitor', () => {
  it('[CMD-6] [CMD-7] follows events without losing one or telling it twice, and says since when a screen is old', async () => {
    const dataDir = join(folder, 'restarted')
    let server = await ServerProcess.start(['--port', '0', '--data-dir', dataDir])
    const { port } = server
    const env = { BATCHDECK_URL: server.url }
    await using followed = new CliProcess(['events', '--follow', '--json', '--since', '1h'], { env })
    await using watched = new CliProcess(['status', '--watch', '1'], { env, terminal: { columns: 80, rows: 20 } })
    await using piped = new CliProcess(['status', '--watch'], { env })
    try {
      expect(await piped.ended).toMatchObject({ code: 2 })
      await expect.poll(() => watched.out, wait).toContain('Coverage')
      const say = async (text: string) => {
        const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text }) }
        expect((await fetch(`${server.url}/api/notes`, init)).status).toBeLessThan(300)
      }
      await say('first')
      await expect.poll(() => followed.out, wait).toContain('first')
      await server.end('SIGTERM')
      await expect.poll(() => watched.out, wait).toContain('NOT REACHED since')
      await expect.poll(() => followed.err, wait).toContain('Retrying')
      server = await ServerProcess.start(['--port', String(port), '--data-dir', dataDir])
      await say('second')
      await expect.poll(() => followed.out, wait).toContain('second')
      const before = watched.out.length
      watched.resize(50, 12)
      await expect.poll(() => watched.out.slice(before), wait).toMatch(/Ctrl-C to quit[\s\S]*Coverage/)
      const { events } = (await (await fetch(`${server.url}/api/events?order=asc`)).json()) as {
        events: { seq: number }[]
      }
      const told = () =>
        followed.out
          .trimEnd()
          .split('\n')
          .map((line) => (JSON.parse(line) as { seq: number }).seq)
      await expect.poll(told, wait).toEqual(events.map(({ seq }) => seq))
      followed.signal('SIGINT')
      expect(await followed.ended).toMatchObject({ code: 130 })
      watched.type('\u0003')
      const { code, out } = await watched.ended
      expect([code, out.endsWith('\u001B[?25h\u001B[?1049l')]).toEqual([130, true])
    } finally {
      await server.end('SIGTERM')
    }
  })
})
