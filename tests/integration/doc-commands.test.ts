import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { docBlocks } from '../doc-blocks.ts'
import { root } from '../docs.ts'
import { DocShell } from './doc-shell.ts'
import { python, pythonPackage } from './python-package.ts'
import { selfSigned } from './self-signed.ts'

/** Of a page, in one language. */
function textsOf(page: string, language: string): string[] {
  return docBlocks(page).flatMap((block) => (block.language === language ? [block.text] : []))
}

/** Commands of a block, one a line, without what is said of them. */
function linesOf(block: string): string[] {
  return block.split('\n').flatMap((line) => line.replace(/ +# .*$/, '') || [])
}

const free = '--port 0'
const json = async <T>(url: string) => (await (await fetch(url)).json()) as T
const wait = { timeout: 20_000 }

describe('[DOC-2] of a monitor that has just been started', () => {
  let shell: DocShell
  let MONITOR = ''
  beforeAll(async () => {
    shell = new DocShell({ PYTHONPATH: (await pythonPackage()).site })
    MONITOR = await shell.serve(`batchdeck serve ${free}`)
  })
  afterAll(() => shell[Symbol.asyncDispose]())

  it('README.md gives it a task with its targets', async () => {
    const [, targets = ''] = textsOf('README.md', 'sh')
    const ran = await shell.run(targets.replaceAll('http://127.0.0.1:8080', MONITOR))
    expect(ran).toMatchObject({ status: 0, output: expect.stringContaining('"published":true') as unknown })
    expect(await json(`${MONITOR}/api/tasks/1`)).toMatchObject({ name: 'Contracts', targets: 2 })
  })

  it('README.md has a worker that watches them', async () => {
    const [worker = ''] = textsOf('README.md', 'python')
    writeFileSync(join(shell.folder, 'worker.py'), worker.replace('ws://127.0.0.1:8080', MONITOR.replace('http', 'ws')))
    const ran = shell.run(`${python} worker.py & echo $! > pid; wait $!`)
    const batches = async () => (await json<{ batches: object[] }>(`${MONITOR}/api/tasks/1/batches`)).batches
    await expect.poll(batches, wait).toMatchObject([{ consumer_id: 'worker-1', status: 'completed', progress: 100 }])
    process.kill(Number(readFileSync(join(shell.folder, 'pid'), 'utf8')), 'SIGTERM')
    expect(await ran).toMatchObject({ status: 0 })
    // It has said goodbye.
    await expect.poll(async () => (await fetch(`${MONITOR}/api/consumers/worker-1`)).status, wait).toBe(404)
  })

  it('README.md asks it from the command line', async () => {
    const lines = linesOf(textsOf('README.md', 'sh').find((text) => text.startsWith('batchdeck status')) ?? '')
    const said = ['Contracts', '', '"consumers"', 'worker-1']
    expect(lines).toHaveLength(said.length)
    for (const [i, line] of lines.entries()) {
      // What goes on until Ctrl-C has that after a while.
      const command = line.includes('--follow') ? `timeout --preserve-status -s INT 3 ${line} || [ $? = 130 ]` : line
      const ran = await shell.run(`export BATCHDECK_URL=${MONITOR}\n${command}`)
      expect(ran, line).toMatchObject({ status: 0, output: expect.stringContaining(said[i] ?? '') as unknown })
    }
  })

  it('docs/lists.md looks at a file without changing anything', async () => {
    writeFileSync(
      join(shell.folder, 'pools.csv'),
      'address,priority\n0x52908400098527886E0F7030069857D2E4169EE7,high\n',
    )
    const [look = ''] = textsOf('docs/lists.md', 'sh')
    const before = await json<{ epoch: number }>(`${MONITOR}/api/tasks/1`)
    expect((await shell.run(`MONITOR=${MONITOR}\n${look}`)).output).toContain('"changed":true')
    expect(await json(`${MONITOR}/api/tasks/1`)).toMatchObject({ epoch: before.epoch })
  })

  it('docs/performance.md shows what it measures of itself', async () => {
    const [metrics = ''] = textsOf('docs/performance.md', 'sh')
    const { output } = await shell.run(`MONITOR=${MONITOR}\n${metrics}`)
    expect(output).toMatch(/^batchdeck_event_loop_delay_p99_seconds \S+$/m)
    expect(output).toMatch(/^process_resident_memory_bytes \d+$/m)
    expect(output).toMatch(/^process_cpu_seconds_total \S+$/m)
  })
})

describe('[DOC-2] README.md', () => {
  it('starts a server in each of the ways it shows', async () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }
    expect(scripts).toMatchObject({ serve: 'node scripts/run.mjs serve', demo: 'node scripts/run.mjs demo' })
    expect(scripts).toMatchObject({ batchdeck: 'node scripts/batchdeck.mjs' })
    await using shell = new DocShell()
    const lines = linesOf(textsOf('README.md', 'sh').at(-1) ?? '')
    expect(lines.length).toBeGreaterThan(3)
    for (const line of lines) {
      if (!/run (serve|demo)/.test(line)) {
        expect(await shell.run(line), line).toMatchObject({ status: 0 })
        continue
      }
      const url = await shell.serve(
        line.replace(/--port \d+/, free).replace(/$/, line.includes('--port') ? '' : ` ${free}`),
      )
      const consumers = async () => (await json<{ consumers: unknown[] }>(`${url}/api/consumers`)).consumers.length
      await expect.poll(consumers, wait).toBe(line.includes('demo') ? 8 : 0)
      await shell.stop()
    }
  })
})

describe('[DOC-2] docs/backup.md', () => {
  const [backup = '', restore = '', accept = ''] = textsOf('docs/backup.md', 'sh')

  it('writes a backup with the monitor and without it, and puts one back', async () => {
    await using shell = new DocShell({ BATCHDECK_SERVER_PORT: String(await freePort()) })
    const url = await shell.serve('batchdeck serve')
    await fetch(`${url}/api/tasks`, { method: 'POST', ...asJson({ task_id: 1, name: 'Watch' }) })
    await fetch(`${url}/api/tasks/1/targets`, { method: 'PUT', ...asJson(['a', 'b']) })
    expect(await shell.run(backup)).toMatchObject({ status: 0 })
    await shell.stop()
    expect(await shell.run(backup)).toMatchObject({ status: 0 })

    const data = join(shell.folder, '.local/share/batchdeck')
    const [name = ''] = readdirSync(join(data, 'backups'))
    const command = restore.replace(/backups\/\S+/, `backups/${name}`)
    expect(command).not.toBe(restore)
    expect((await shell.run(command, data)).output).toContain('2 target(s)')
    expect(await shell.run(`${command.trim()} --yes`, data)).toMatchObject({ status: 0 })
    const again = await shell.serve(accept.trim())
    expect(await json(`${again}/api/tasks/1`)).toMatchObject({ targets: 2 })
  })
})

describe('[DOC-2] docs/access.md', () => {
  it('makes an admin before the first start, and tokens with its secret afterwards', async () => {
    await using shell = new DocShell()
    const [commands = ''] = textsOf('docs/access.md', 'text')
    const data = join(shell.folder, 'data')
    const [create = '', serve = '', variable = '', ...more] = commands
      .replaceAll('/var/lib/batchdeck', data)
      .trim()
      .split(/\n+/)
    const made = await shell.run(create)
    const secret = /bdt_[\w-]+/.exec(made.output)?.[0] ?? ''
    expect(made).toMatchObject({ status: 0 })
    const url = (await shell.serve(`${serve} ${free}`)).replace('0.0.0.0', '127.0.0.1')
    expect(variable).toBe('export BATCHDECK_TOKEN=bdt_…')
    expect(more).toHaveLength(3)
    const script = [`export BATCHDECK_TOKEN=${secret}`, ...more].join('\n').replaceAll('http://deck:8080', url)
    const ran = await shell.run(script)
    expect(ran).toMatchObject({ status: 0 })
    expect(ran.output).toMatch(/^eu +consumer +eu-\*/m)
  })
})

describe('[DOC-2] docs/sources.md', () => {
  const [set = '', decide = ''] = textsOf('docs/sources.md', 'sh')

  it('sets a source over HTTP, runs and pauses it', async () => {
    await using shell = new DocShell({ BATCHDECK_SERVER_TOKEN: 'secret' })
    // Nobody is asked: where the list should be, nothing is.
    const MONITOR = await shell.serve(
      `batchdeck serve ${free} --set monitor.sources.allowed-hosts=localhost --set monitor.sources.private-addresses=allow`,
    )
    const variables = `MONITOR=${MONITOR} TOKEN=secret`
    const task = `-H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"task_id":1,"name":"Watch"}'`
    await shell.run(`${variables}\ncurl -fsS "$MONITOR/api/tasks" ${task}`)
    const ran = await shell.run(`${variables}\n${set.replaceAll('https://api.example.com', 'https://localhost:1')}`)
    expect(ran).toMatchObject({ status: 0 })
    expect(ran.output).toContain('"paused":true')
  })

  it('applies what waits, and discards it', async () => {
    await using shell = new DocShell({ BATCHDECK_SERVER_TOKEN: 'secret' })
    const list = join(shell.folder, 'list.txt')
    const source = `sources:\n  1: { kind: file, file: ${list}, apply: after_review }\n`
    writeFileSync(join(shell.folder, 'batchdeck.yaml'), source)
    writeFileSync(list, 'a\nb\nc\n')
    const url = await shell.serve(`batchdeck serve ${free} --config batchdeck.yaml`)
    const headers = { authorization: 'Bearer secret', 'content-type': 'application/json' }
    await fetch(`${url}/api/tasks`, { method: 'POST', headers, body: '{"task_id":1,"name":"Watch"}' })
    await fetch(`${url}/api/tasks/1/targets`, { method: 'PUT', headers, body: '["x","y"]' })
    const pending = async () => {
      await fetch(`${url}/api/tasks/1/source/run`, { method: 'POST', headers })
      const answer = await fetch(`${url}/api/tasks/1/source`, { headers })
      return ((await answer.json()) as { pending: { removed: number } | null }).pending?.removed
    }
    const [apply = '', discard = ''] = linesOf(decide.replaceAll('"$MONITOR', `"${url}`).replaceAll('$TOKEN', 'secret'))
    await expect.poll(pending, wait).toBe(2)
    expect(await shell.run(apply.replace('removed:5900', 'removed:2'))).toMatchObject({ status: 0 })
    writeFileSync(list, 'a\n')
    await expect.poll(pending, wait).toBe(2)
    expect(await shell.run(discard)).toMatchObject({ status: 0 })
  })
})

describe('[DOC-2] docs/desktop.md', () => {
  it('[DT-10] makes a key, says what copies are built with, and signs a release', async () => {
    await using shell = new DocShell()
    const [sign = ''] = textsOf('docs/desktop.md', 'sh')
    mkdirSync(join(shell.folder, 'dist'))
    writeFileSync(join(shell.folder, 'dist', 'app.AppImage'), 'an app')
    const sha512 = createHash('sha512').update('an app').digest('base64')
    const list = `version: 0.2.0\nfiles:\n  - url: app.AppImage\n    sha512: ${sha512}\nreleaseDate: '2026-01-02T03:04:05.000Z'\n`
    writeFileSync(join(shell.folder, 'dist', 'latest-linux.yml'), list)
    const { status, output } = await shell.run(sign)
    expect(output).toMatch(/^[\w+/]+=*\nSigned: latest-linux\.yml$/m)
    expect(status).toBe(0)
    expect(readdirSync(join(shell.folder, 'dist'))).toContain('latest-linux.yml.sig')
  })
})

describe('[DOC-2] docs/monitoring/README.md', () => {
  it('writes an access log, and serves by TLS', async () => {
    await using shell = new DocShell()
    const [, log = '', tls = ''] = textsOf('docs/monitoring/README.md', 'sh')
    const file = join(shell.folder, 'access.log')
    const url = await shell.serve(`${log.trim().replace('/var/log/batchdeck/access.log', file)} ${free}`)
    await fetch(`${url}/healthz`)
    await expect.poll(() => readFileSync(file, 'utf8'), wait).toContain('/healthz')
    await shell.stop()
    selfSigned(shell.folder, 'server')
    const command = tls.trim().replace('…', 'secret')
    expect(await shell.serve(`${command} ${free}`)).toMatch(/^https:/)
  })
})

describe('[DOC-2] docs/from-spring-vue.md', () => {
  const page = 'docs/from-spring-vue.md'

  it('moves a fleet: drained it is given nothing, new workers get all, a page of its own sees it', async () => {
    await using shell = new DocShell()
    const [start = ''] = textsOf(page, 'sh')
    const url = await shell.serve(start.trim().replace(/--port \d+/, free))
    const here = (text: string) => text.replaceAll(/127\.0\.0\.1:8090/g, new URL(url).host)
    const [watch = ''] = textsOf(page, 'js')
    const observer = spawn(process.execPath, ['-e', here(watch)])
    let seen = ''
    observer.stdout.setEncoding('utf8').on('data', (text) => (seen += text))
    // It hears of what comes from then on.
    const metrics = async () => (await fetch(`${url}/metrics`)).text()
    await expect.poll(metrics, wait).toContain('batchdeck_frames_sent_total{type="subscribed"} 1')
    const connect = async (name: string) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/websocket/monitor`)
      await once(socket, 'open')
      const send = (frame: object) => socket.send(JSON.stringify(frame))
      send({ type: 'register', consumer_id: name })
      return { send, [Symbol.dispose]: () => socket.close() }
    }
    try {
      using old = await connect('old-1')
      const state = async () => (await json<{ state?: string }>(`${url}/api/consumers/old-1`)).state
      await expect.poll(state, wait).toBe('online')
      old.send({ type: 'batch_status', batch_id: 1, status: 'running', message: 'from the database' })
      const known = async () => (await json<{ batches: object[] }>(`${url}/api/consumers/old-1`)).batches
      await expect.poll(known, wait).toMatchObject([{ batch_id: 1, planned: false }])
      await fetch(`${url}/api/consumers/old-1/drain`, { method: 'POST' })

      await fetch(`${url}/api/tasks`, { method: 'POST', ...asJson({ task_id: 1, name: 'Watch' }) })
      await fetch(`${url}/api/tasks/1/targets`, { method: 'PUT', ...asJson(['a', 'b', 'c']) })
      expect(await json(`${url}/api/consumers/old-1`)).toMatchObject({ targets: 0 })
      using worker = await connect('worker-1')
      worker.send({ type: 'heartbeat', consumer_id: 'worker-1', batches: [] })
      const targets = async () => (await json<{ targets?: number }>(`${url}/api/consumers/worker-1`)).targets
      await expect.poll(targets, wait).toBe(3)

      const [load = ''] = textsOf(page, 'python')
      const ran = await shell.run(`${python} -c '${here(load)}\nprint(load_batches(1, "worker-1"))'`)
      expect(ran.output).toMatch(/^\{\d+: \['a', 'b', 'c'\]\}$/m)
      await expect.poll(() => seen, wait).toContain('worker-1 online\n')
      old.send({ type: 'batch_status', batch_id: 1, status: 'completed', message: 'done', progress: 100 })
      await expect.poll(() => seen, wait).toContain('1 completed 100\n')
    } finally {
      observer.kill('SIGKILL')
    }
  })
})

function asJson(body: unknown) {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
