import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'

/** Paths of which a server of files makes an error of its own, as they stand on the wire. */
const oddPaths = [
  '//',
  '//api/tasks',
  '/api//tasks',
  '/api/tasks/1//targets',
  '/a/./b',
  '/../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/%00',
  '/a%5cb',
  '/assets/..%5c..%5cx',
  `/${'x'.repeat(3000)}`,
  `/api/tasks/${'x'.repeat(3000)}`,
  `/api/consumers/${'x'.repeat(3000)}/drain`,
]

describe('a path that names no file of the console', () => {
  let folder: string
  let running: RunningMonitor
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'batchdeck-odd-paths-'))
    writeFileSync(join(folder, 'index.html'), 'the console')
    running = await runMonitor({}, undefined, folder)
  })
  afterAll(async () => {
    await running[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  /** No client is between the path and the wire: most would tidy it up. */
  async function answerTo(path: string, method = 'GET', ...headers: string[]): Promise<string> {
    const { port } = running.monitor.address
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    const lines = [`${method} ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Connection: close', ...headers]
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    return text(socket)
  }

  it.each(oddPaths)('[SEC-1] %s is not there, and nothing is logged of it', async (path) => {
    const logged = running.logged.length
    const answer = await answerTo(path)
    expect(answer).toMatch(/^HTTP\/1\.1 404 /)
    expect(answer).toMatch(/content-type: application\/problem\+json/i)
    expect(answer).toContain('"code":"NOT_FOUND"')
    expect(running.logged.slice(logged)).toEqual([])
  })

  it('[SEC-1] a method that has a body without a type is refused, and nothing is logged of it', async () => {
    const logged = running.logged.length
    const answer = await answerTo('/api/tasks', 'QUERY')
    expect(answer).toMatch(/^HTTP\/1\.1 415 /)
    expect(answer).toContain('"code":"UNSUPPORTED_MEDIA_TYPE"')
    expect(running.logged.slice(logged)).toEqual([])
  })

  it('[SEC-1] what a client expects that nobody knows is passed over', async () => {
    expect(await answerTo('/api/tasks', 'GET', 'Expect: the-unexpected')).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('[SEC-1] of a sender that goes away in the middle of a body nothing is logged', async () => {
    const { port } = running.monitor.address
    const logged = running.logged.length
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    const head = ['POST /api/tasks HTTP/1.1', `Host: 127.0.0.1:${port}`, 'Content-Type: application/json']
    socket.write(`${[...head, 'Content-Length: 100'].join('\r\n')}\r\n\r\n{`)
    socket.resetAndDestroy()
    await once(socket, 'close')
    // Heard after it, on a connection of its own.
    expect(await answerTo('/healthz')).toMatch(/^HTTP\/1\.1 200 /)
    expect(running.logged.slice(logged)).toEqual([])
  })

  it('the console itself is', async () => {
    expect(await answerTo('/')).toMatch(/^HTTP\/1\.1 200 [^]*the console$/)
  })
})
