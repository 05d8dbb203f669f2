import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { bareHttpServer } from '../../../tests/bare-http-server.ts'

let server: Awaited<ReturnType<typeof bareHttpServer>>
beforeEach(async () => {
  const patience = { head: 100, tls: 100, body: 100, list: 100, reader: 1000, look: 20 }
  server = await bareHttpServer('1.2.3', new Error('not asked for'), null, patience)
  await server.listen({ host: '127.0.0.1', port: 0 })
})
afterEach(() => server.close())

async function send(...lines: string[]): Promise<Socket> {
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(lines.join('\r\n'))
  return socket
}

it('[ED-3] a body that does not come is answered 408, and the connection ends', async () => {
  const socket = await send(
    'POST /api/tasks HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/json',
    'Content-Length: 100',
    '',
    '{',
  )
  const answer = await text(socket)
  expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  expect(answer).toContain('X-Content-Type-Options: nosniff')
  expect(answer).toContain('"code":"REQUEST_TIMEOUT"')
})

it('[ED-3] a head that does not end is answered 408, and the connection ends', async () => {
  expect(await text(await send('GET / HTTP/1.1', 'Host: local'))).toMatch(/^HTTP\/1\.1 408 /)
})
