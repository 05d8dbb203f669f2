import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { root } from '../docs.ts'
import { programFile } from '../program.ts'
import { CliProcess, runCli } from './cli-process.ts'
import { runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

const folder = mkdtempSync(join(tmpdir(), 'batchdeck-cli-hostile-'))
const wait = { timeout: 20_000 }
/** What terminals obey: a title, a cleared screen, C1 controls, and a text that runs the other way. */
const EVIL = '\u001B]0;owned\u0007\u001B[2J\u009B31m\u202Eevil'
const LEAVE = '\u001B[?25h\u001B[?1049l'
const ENTER = '\u001B[?1049h'

/** Something that answers in the place of a monitor, by the first part of the path. */
const stand: Record<string, (request: IncomingMessage, response: ServerResponse) => unknown> = {
  json: (_, response) => response.setHeader('content-type', 'application/json').end('{"hello":1}'),
  list: (_, response) => response.setHeader('content-type', 'application/json').end('[]'),
  evil: (_, response) => {
    response.writeHead(500, { 'content-type': 'application/problem+json' })
    response.end(JSON.stringify({ code: 'INTERNAL', detail: EVIL }))
  },
  moved: (_, response) => response.writeHead(302, { location: 'https://deck.example/' }).end(),
  slow: (request, response) => listing(request, response, false),
  cut: (request, response) => listing(request, response, true),
}

/** A list of targets that takes its time, and may end in the middle. */
async function listing({ url = '' }: IncomingMessage, response: ServerResponse, isCut: boolean): Promise<void> {
  if (url.endsWith('/api/tasks')) {
    response.setHeader('content-type', 'application/json').end('{"tasks":[{"task_id":1,"name":"Contracts"}]}')
    return
  }
  response.setHeader('content-type', 'text/plain')
  for (const target of ['a', 'b', 'c', 'd', 'e']) {
    response.write(`${target}\n`)
    await sleep(300)
    if (isCut && target === 'c') {
      response.destroy()
      return
    }
  }
  response.end()
}

let strangers: Server
let sockets: WebSocketServer
let at = ''
beforeAll(async () => {
  strangers = createServer((request, response) => stand[request.url?.split('/')[1] ?? '']?.(request, response))
  sockets = new WebSocketServer({ noServer: true })
  strangers.on('upgrade', (request, socket, head) => {
    if (!request.url?.startsWith('/plain/')) {
      sockets.handleUpgrade(request, socket, head, (opened) => opened.close(1008, 'Too many messages'))
      return
    }
    // What a monitor says to a proxy that has left out the upgrade.
    const problem = { code: 'NOT_FOUND', detail: 'There is nothing at GET /websocket/console.' }
    const type = 'content-type: application/problem+json'
    socket.end(`HTTP/1.1 404 Not Found\r\n${type}\r\nconnection: close\r\n\r\n${JSON.stringify(problem)}`)
  })
  await new Promise<void>((listening) => void strangers.listen(0, '127.0.0.1', listening))
  at = `127.0.0.1:${(strangers.address() as AddressInfo).port}`
})
afterAll(() => {
  sockets.close()
  strangers.close()
  strangers.closeAllConnections()
  rmSync(folder, { recursive: true, force: true })
})

describe('batchdeck among strangers', () => {
  it.each([
    ['json', 'epochs'],
    ['list', 'backups'],
    ['json', 'channels'],
    ['moved', 'epochs', 'redirects to https://deck.example/'],
  ])('[CMD-3] says that /%s is not a monitor, to %s', async (path, command, said = '') => {
    const { code, err } = await runCli([command, '--url', `http://${at}/${path}`])
    expect([code, err]).toEqual([3, expect.stringContaining('is not a Batchdeck monitor')])
    expect(err).toContain(said)
  })

  it('[CMD-3] says of an address without TLS what to give, in one line', async () => {
    for (const command of ['status', 'epochs']) {
      const { code, err } = await runCli([command, '--url', `https://${at}`])
      expect([code, err]).toEqual([3, expect.stringMatching(/^Can't reach .* does not speak TLS .* http:\/\/\.\n$/)])
    }
  })

  it('[CMD-3] shows what one of them refuses with, and no terminal obeys it', async () => {
    const { code, err } = await runCli(['epochs', '--url', `http://${at}/evil`])
    expect([code, err]).toEqual([1, ']0;owned [2J 31m evil\n'])
  })

  it('[CMD-3] does not take too many messages for a token that ended', async () => {
    expect(await runCli(['status', '--url', `http://${at}/json`])).toMatchObject({
      code: 3,
      err: 'The monitor closed the connection: Too many messages.\n',
    })
  })

  it('[CMD-3] says of a proxy that it passes no WebSockets on', async () => {
    expect(await runCli(['status', '--url', `http://${at}/plain`])).toMatchObject({
      code: 3,
      err: expect.stringContaining('forward the Upgrade header') as string,
    })
  })

  it('exports for as long as it takes: the time limit is for each piece', async () => {
    const args = ['targets', 'export', '--url', `http://${at}/slow`, '--timeout', '1']
    expect(await runCli(args)).toMatchObject({ code: 0, out: 'a\nb\nc\nd\ne\n', err: '' })
  })

  it('writes a list as a whole or leaves the file as it was', async () => {
    const output = join(folder, 'list.txt')
    writeFileSync(output, 'before\n', { mode: 0o640 })
    const args = (path: string) => ['targets', 'export', '--url', `http://${at}/${path}`, '--output', output]
    const cut = await runCli(args('cut'))
    expect([cut.code, cut.err]).toEqual([3, expect.stringMatching(/the connection was cut\.\n$/)])
    await using ended = new CliProcess(args('slow'))
    await expect.poll(() => readdirSync(folder).filter((name) => name.endsWith('.part')), wait).toHaveLength(1)
    ended.signal('SIGTERM')
    expect((await ended.ended).code).toBe(143)
    expect([readdirSync(folder), readFileSync(output, 'utf8')]).toEqual([['list.txt'], 'before\n'])
    expect(await runCli(args('slow'))).toMatchObject({ code: 0 })
    expect(readFileSync(output, 'utf8')).toBe('a\nb\nc\nd\ne\n')
  })

  it.runIf(process.platform === 'linux')('writes a list to what is no file as well', async () => {
    const line = '"$0" "$1" targets export --url "$2" --output /dev/stdout | cat'
    const asked = promisify(execFile)('bash', ['-c', line, process.execPath, programFile, `http://${at}/slow`])
    expect(await asked).toMatchObject({ stdout: 'a\nb\nc\nd\ne\n', stderr: '' })
  })

  it.runIf(process.platform !== 'win32')('[CMD-1] says that others can read a token', async () => {
    const file = join(folder, 'token')
    writeFileSync(file, 'look-3141\n')
    const noteOf = async (mode: number) => {
      chmodSync(file, mode)
      return (await runCli(['epochs', '--url', `http://${at}/json`, '--token-file', file])).err
    }
    expect(await noteOf(0o644)).toContain('chmod 600')
    expect(await noteOf(0o600)).not.toContain('chmod')
    rmSync(file)
  })

  it('takes a monitor before the command, without building a console', async () => {
    const file = join(root, 'scripts/batchdeck.mjs')
    const asked = promisify(execFile)(process.execPath, [file, '--url', `http://${at}/json`, 'targets', 'list'])
    await expect(asked).rejects.toMatchObject({ code: 3, stdout: '' })
  })
})

describe('batchdeck status --check', () => {
  it('[CMD-3] ends with 1 while something critical stands', async () => {
    await using running = await runMonitor()
    const env = { BATCHDECK_URL: running.monitor.address.url }
    expect((await runCli(['status', '--check'], { env })).code).toBe(0)
    await running.monitor.api.call('task.create', { task_id: 1, name: 'Contracts' })
    expect((await runCli(['targets', 'add'], { env, input: 'a\n' })).code).toBe(0)
    const critical = async () => (await runCli(['alerts', '--severity', 'critical'], { env })).out
    await expect.poll(critical, wait).toContain('not covered')
    expect(await runCli(['status', '--check', '--json'], { env })).toMatchObject({ code: 1, err: '' })
    expect((await runCli(['status'], { env })).code).toBe(0)
    expect((await runCli(['status', '--check', '--watch'], { env })).code).toBe(2)
  })
})

describe('[CMD-2] batchdeck among evil texts', () => {
  it('shows what others wrote, and no terminal obeys it', async () => {
    await using running = await runMonitor({
      'monitor.liveness.suspect-after': '1h',
      'monitor.liveness.lost-after': '2h',
    })
    const { url } = running.monitor.address
    await running.monitor.api.call('task.create', { task_id: 1, name: EVIL })
    const init = { headers: { 'content-type': 'text/csv' }, method: 'PUT', body: `target,label\na,"${EVIL}"\n` }
    expect((await fetch(`${url}/api/tasks/1/targets`, init)).status).toBe(200)
    await using consumer = await TestConsumer.connect(running.consumerUrl)
    consumer.send({ type: 'register', consumer_id: 'c-1', labels: { zone: EVIL }, version: EVIL, hostname: EVIL })
    await consumer.next('registered')
    consumer.send({ type: 'batch_status', consumer_id: 'c-1', batch_id: 99, status: 'error', message: EVIL })
    const env = { BATCHDECK_URL: url, NO_COLOR: '1' }
    const run = async (line: string) => {
      const { code, out } = await runCli(line.split(' '), { env, terminal: { columns: 200, rows: 40 } })
      // oxlint-disable-next-line no-control-regex -- it is about them
      const obeyed = out.replaceAll('\r\n', '').match(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E]/g)
      return [line, code, obeyed, line.startsWith('epochs') || out.includes('evil')]
    }
    await expect.poll(async () => (await runCli(['batches', '--no-header'], { env })).out, wait).toContain('evil')
    const lines = ['status', 'tasks', 'consumers', 'batches', 'targets export --format csv', 'targets show a']
    const commands = [...lines, 'epochs', 'summary', 'events', 'consumers --json', 'tasks --json', 'events --json']
    const shown = []
    for (const line of [...commands, 'epochs --task nothing']) shown.push(await run(line))
    expect(shown).toEqual([...commands.map((line) => [line, 0, null, true]), ['epochs --task nothing', 1, null, true]])
  })

  it('[CMD-6] gives the screen back for Ctrl-Z, and takes it again', async (context) => {
    if (process.platform !== 'linux') context.skip()
    await using running = await runMonitor()
    await using watched = new CliProcess(['status', '--watch', '1'], {
      env: { BATCHDECK_URL: running.monitor.address.url },
      terminal: { columns: 80, rows: 20 },
    })
    await expect.poll(() => watched.out, wait).toContain('Coverage')
    watched.type('\u001A')
    await expect.poll(() => watched.out.endsWith(LEAVE), wait).toBe(true)
    const drawn = watched.out.length
    const children = () => readFileSync(`/proc/${watched.pid}/task/${watched.pid}/children`, 'utf8').trim()
    await expect.poll(() => readFileSync(`/proc/${children()}/stat`, 'utf8'), wait).toMatch(/\) T /)
    process.kill(Number(children()), 'SIGCONT')
    await expect.poll(() => watched.out.slice(drawn), wait).toMatch(/1049h[\s\S]*Coverage/)
    expect(watched.out.slice(drawn)).toContain(ENTER)
    watched.type('\u0003')
    expect((await watched.ended).code).toBe(130)
  })
})
