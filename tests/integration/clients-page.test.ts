import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { docBlocks } from '../doc-blocks.ts'
import { root } from '../docs.ts'
import { DocShell } from './doc-shell.ts'
import { python, pythonPackage } from './python-package.ts'

const textsOf = (language: string) =>
  docBlocks('docs/clients.md').flatMap((block) => (block.language === language ? [block.text] : []))
const [, makeToken = '', readLog = ''] = textsOf('sh')
const [script = '', worker = ''] = textsOf('python')
const [typescript = ''] = textsOf('ts')
const wait = { timeout: 30_000 }
const headers = { authorization: 'Bearer operate', 'content-type': 'application/json' }

describe('[DOC-2] docs/clients.md', () => {
  let shell: DocShell
  let MONITOR = ''
  let secret = ''
  const read = async <T>(path: string) => (await (await fetch(MONITOR + path, { headers })).json()) as T
  const here = (program: string) =>
    program
      .replaceAll('http://127.0.0.1:8080', MONITOR)
      .replaceAll('ws://127.0.0.1:8080', MONITOR.replace('http', 'ws'))
      .replace('bdt_...', secret)

  beforeAll(async () => {
    shell = new DocShell({ PYTHONPATH: (await pythonPackage()).site })
    MONITOR = await shell.serve(`batchdeck serve --port 0 --set server.token=operate`)
    const made = await shell.run(`MONITOR=${MONITOR} TOKEN=operate\n${makeToken}`)
    secret = (JSON.parse(made.output) as { secret: string }).secret
    await fetch(`${MONITOR}/api/tasks`, { method: 'POST', headers, body: '{"task_id":1,"name":"Watch"}' })
    const targets = JSON.stringify({ targets: Array.from({ length: 300 }, (_, i) => `target-${i}`) })
    await fetch(`${MONITOR}/api/tasks/1/targets`, { method: 'PUT', headers, body: targets })
  })
  afterAll(() => shell[Symbol.asyncDispose]())

  /** Runs a program until its consumer has completed all its batches, then asks it to end. */
  async function completes(id: string, command: string, environment = '', meanwhile = async () => {}): Promise<void> {
    const ran = shell.run(`${environment} ${command} & echo $! > ${id}.pid; wait $!`)
    const own = async () => {
      const { batches } = await read<{ batches: { consumer_id: string; status: string }[] }>('/api/tasks/1/batches')
      return batches.filter(({ consumer_id }) => consumer_id === id).map(({ status }) => status)
    }
    await expect.poll(async () => new Set(await own()), wait).toEqual(new Set(['completed']))
    await meanwhile()
    process.kill(Number(readFileSync(join(shell.folder, `${id}.pid`), 'utf8')), 'SIGTERM')
    const { output } = await ran
    expect(output).not.toContain('Traceback')
    expect(output).not.toContain(secret)
  }

  it('has a token made for a fleet, which is for no other', async () => {
    expect(secret).toMatch(/^bdt_/)
    const other = `BATCHDECK_CONSUMER=us-1 BATCHDECK_TOKEN=${secret}`
    writeFileSync(join(shell.folder, 'other.py'), here(worker).replace('9100', String(await freePort())))
    const { status, output } = await shell.run(`${other} ${python} other.py`)
    expect([status, output]).toEqual([1, expect.stringContaining('batchdeck.errors.Unauthorized') as unknown])
  })

  it('a worker with labels, a version, a log to be read, and metrics', async () => {
    const port = await freePort()
    writeFileSync(join(shell.folder, 'worker.py'), here(worker).replace('9100', String(port)))
    const environment = `BATCHDECK_CONSUMER=eu-1 BATCHDECK_TOKEN=${secret}`
    await completes('eu-1', `${python} worker.py`, environment, async () => {
      const consumer = await read('/api/consumers/eu-1')
      expect(consumer).toMatchObject({ labels: { zone: 'eu', pool: 'spot' }, version: '1.4.2', admitted_by: 'eu' })
      const log = async () => (await shell.run(`MONITOR=${MONITOR} TOKEN=operate\n${readLog}`)).output
      await expect.poll(log, wait).toMatch(/batch \d+: \d+ targets/)
      const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
      expect(metrics).toContain('batchdeck_client_connected{consumer_id="eu-1"} 1.0')
    })
    // It has said goodbye.
    await expect.poll(async () => (await fetch(`${MONITOR}/api/consumers/eu-1`, { headers })).status, wait).toBe(404)
  })

  it('a script with the module that it imports', async () => {
    writeFileSync(join(shell.folder, 'script.py'), here(script))
    await completes('eu-2', `${python} script.py`, '', async () => {
      expect(await read('/api/consumers/eu-2')).toMatchObject({ has_log: true })
    })
  })

  it('a worker in TypeScript', async () => {
    const source = join(root, 'clients/typescript/src/index.ts')
    writeFileSync(join(shell.folder, 'worker.ts'), here(typescript).replace('@batchdeck/client', source))
    await completes('eu-3', `'${process.execPath}' worker.ts`, `BATCHDECK_TOKEN=${secret}`)
    await expect.poll(async () => (await fetch(`${MONITOR}/api/consumers/eu-3`, { headers })).status, wait).toBe(404)
  })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => void server.close(closed))
  return port
}
