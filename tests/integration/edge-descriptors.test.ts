import { mkdtempSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest'
import { ServerProcess } from './server-process.ts'
import { TestConsole } from './test-console.ts'
import { TestConsumer } from './test-consumer.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'batchdeck-descriptors-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A server that may have so many files and connections open. */
function serverWith(descriptors: number): Promise<ServerProcess> {
  const args = ['--port', '0', '--data-dir', folder, '--token', 'operate', '--set', 'server.consumer-token=fleet']
  return ServerProcess.start(args, { through: ['prlimit', `--nofile=${descriptors}:${descriptors}`] })
}

const operator = { headers: { authorization: 'Bearer operate' } }

it.runIf(process.platform === 'linux')(
  '[ED-5] consumers are refused before the last descriptors are gone, and operators still get in',
  async () => {
    const server = await serverWith(160)
    onTestFinished(async () => void (await server.end('SIGKILL')))
    const url = `${server.url.replace('http', 'ws')}/websocket/monitor?token=fleet`
    const members: TestConsumer[] = []
    // All at once they do not keep each other out.
    const coming = Array.from({ length: 120 }, (_, i) => TestConsumer.register(url, `at-once-${i}`))
    const come = await Promise.allSettled(coming)
    for (const each of come) if (each.status === 'fulfilled') members.push(each.value)
    expect(members.length).toBeGreaterThan(50)
    for (const member of members.splice(0)) await member[Symbol.asyncDispose]()

    let refusedWith = ''
    while (members.length < 160 && refusedWith === '') {
      try {
        members.push(await TestConsumer.register(url, `c${members.length}`))
      } catch (error) {
        refusedWith = String(error)
      }
    }
    expect(refusedWith).toContain('503')
    expect(members.length).toBeGreaterThan(50)
    const read = async (path: string) => (await fetch(server.url + path, operator)).json()
    await expect
      .poll(
        async () =>
          (await (await fetch(`${server.url}/metrics`, operator)).text()).includes(
            'batchdeck_alerts{kind="descriptors_low",severity="warning"} 1',
          ),
        { timeout: 15_000 },
      )
      .toBe(true)
    await using console = await TestConsole.open(server.url, 'operate')
    expect(await console.call('task.create', { task_id: 1, name: 'Written' })).toMatchObject({ ok: true })

    // A page comes with as many connections as a browser opens at once, and is in nobody's way, nor in its own.
    const port = Number(new URL(server.url).port)
    const files = Array.from({ length: 6 }, () => connect(port, '127.0.0.1'))
    await Promise.all(files.map((socket) => once(socket, 'connect')))
    for (const socket of files) socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    const answers = await Promise.all(files.map((socket) => text(socket)))
    expect(answers.map((answer) => answer.slice(0, 12))).toEqual(files.map(() => 'HTTP/1.1 200'))

    // Strangers who say nothing take what is left, again and again.
    const strangers: Socket[] = []
    for (let i = 0; i < 200; i++) {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => {})
      await once(socket, 'connect')
      strangers.push(socket)
    }
    expect(await read('/api/tasks/1')).toMatchObject({ name: 'Written' })
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    expect(await console.call('task.create', { task_id: 2, name: 'Still here' })).toMatchObject({ ok: true })
    for (const socket of strangers) socket.destroy()

    for (const member of members.splice(0, 40)) await member[Symbol.asyncDispose]()
    await expect
      .poll(async () => TestConsumer.register(url, 'back').then(() => 'in', String), { timeout: 15_000 })
      .toBe('in')
    for (const member of members) await member[Symbol.asyncDispose]()
    expect(await server.end('SIGTERM')).toBe(0)
  },
)
