import { once } from 'node:events'
import { type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { Listener } from '../http/listener.ts'
import { BodyWatch, type Patience } from './body-watch.ts'

const patience: Patience = { head: 100, tls: 100, body: 100, list: 100, reader: 150, look: 20 }
const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
})

async function watched(handle: (request: IncomingMessage, response: ServerResponse, watch: BodyWatch) => void) {
  const cut: string[] = []
  const watch = new BodyWatch({
    patience,
    pace: 10_000,
    onSlowBody({ socket }, isAnswered) {
      cut.push(isAnswered ? 'answered before' : 'body')
      socket.end('too slow')
    },
    onSlowReader: () => cut.push('reader'),
  })
  const server = new Listener({ current: null, subscribe() {} }, patience).create((request, response) =>
    handle(request, response, watch),
  )
  watch.attach(server)
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const open = async (...lines: string[]): Promise<Socket> => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    if (lines.length > 0) socket.write(lines.join('\r\n'))
    return socket
  }
  return { server, watch, cut, open }
}

/** Sends so many bytes each time, until the connection ends. */
function trickle(socket: Socket, bytes: number, every: number): void {
  const timer = setInterval(() => socket.write('x'.repeat(bytes)), every)
  socket.once('close', () => clearInterval(timer))
}

/** However it ends. */
function ended(socket: Socket): Promise<void> {
  return new Promise((resolve) => void socket.resume().once('close', () => resolve()))
}

const post = ['POST / HTTP/1.1', 'Host: a', 'Content-Length: 1000000', '', '']

describe('[ED-3] a connection', () => {
  it('on which nothing is said, or the head does not end, is closed', async () => {
    const { open } = await watched(() => {})
    const silent = await open()
    const slow = await open('GET / HTTP/1.1', 'X: ')
    trickle(slow, 1, 10)
    await Promise.all([ended(silent), ended(slow)])
  })

  it('whose body does not come in time is closed, however it trickles', async () => {
    const responses: ServerResponse[] = []
    const { open, cut, watch } = await watched((_request, response) => void responses.push(response))
    const socket = await open(...post)
    trickle(socket, 1000, 10)
    expect(await text(socket)).toBe('too slow')
    expect([cut, watch.size]).toEqual([['body'], 0])
    // What the access log says of it.
    expect(responses.map(({ statusCode }) => statusCode)).toEqual([408])
  })

  it('that was answered and goes on sending is closed', async () => {
    const { open, cut } = await watched((_request, response) => void response.writeHead(401).end())
    const socket = await open(...post)
    trickle(socket, 1, 10)
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 401 /)
    expect(cut).toEqual(['answered before'])
  })

  it('with a list stays as long as it keeps its pace, and no longer', async () => {
    const { open, cut } = await watched((request, _response, watch) => {
      watch.isList(request)
      // As lists are read.
      request.toArray().catch(() => {})
    })
    const fast = await open(...post)
    trickle(fast, 1000, 10)
    const slow = await open(...post)
    trickle(slow, 10, 10)
    expect(await text(slow)).toBe('too slow')
    await ended(await open(...post))
    expect(cut).toEqual(['body', 'body'])
    expect(fast.readyState).toBe('open')
  })

  it('with a list is not closed while the monitor is the slow one', async () => {
    const { open, cut } = await watched((request, _response, watch) => {
      watch.isList(request)
      request.pause()
    })
    const held = await open(...post, 'x'.repeat(100_000))
    await ended(await open())
    await ended(await open())
    expect([held.readyState, cut]).toEqual(['open', []])
  })

  it('whose answer nobody reads is closed; one that waits for an answer is not', async () => {
    const late: ServerResponse[] = []
    const { open, cut } = await watched((request, response) => {
      if (request.url === '/late') late.push(response)
      else response.end(Buffer.alloc(32 * 1024 * 1024))
    })
    const waits = await open('GET /late HTTP/1.1', 'Host: a', 'Connection: close', '', '')
    const deaf = await open('GET / HTTP/1.1', 'Host: a', '', '')
    deaf.pause()
    await expect.poll(() => cut).toEqual(['reader'])
    late[0]!.end('at last')
    expect(await text(waits)).toMatch(/at last$/)
    deaf.destroy()
  })
})
