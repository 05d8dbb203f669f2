import { once } from 'node:events'
import { createServer as createHttp } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { freePort, monitorAt } from './port-holder.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function listening(server: Server, port = 0): Promise<number> {
  servers.push(server)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
const answering = (body: string) => createHttp((_request, response) => response.end(body))

describe('[DT-15] who has a port', () => {
  it('is another monitor of ours where it says so', async () => {
    const port = await listening(answering('{"status":"ok","version":"0.9.1"}'))
    expect(await monitorAt('127.0.0.1', port)).toBe('0.9.1')
    expect(await monitorAt('0.0.0.0', port)).toBe('0.9.1')
  })

  it.each(['', '{}', 'null', '{"status":"ok"}', `{"status":"ok","version":"${'9'.repeat(50)}"}`, 'x'.repeat(100_000)])(
    'is somebody else who answers otherwise (%#)',
    async (body) => {
      expect(await monitorAt('127.0.0.1', await listening(answering(body)))).toBeNull()
    },
  )

  it('is somebody else who says nothing, or closes at once', async () => {
    const silent = createServer((socket) => void socket.on('error', () => {}))
    const closing = createServer((socket) => void socket.on('error', () => {}).destroy())
    expect(await monitorAt('127.0.0.1', await listening(silent))).toBeNull()
    expect(await monitorAt('127.0.0.1', await listening(closing))).toBeNull()
  })
})

it('[DT-15] the first port that is free is found, and none beyond the last', async () => {
  const port = await listening(createServer())
  const free = await freePort('127.0.0.1', port)
  expect(free).toBeGreaterThan(port)
  expect(await listening(createServer(), free ?? 0)).toBe(free)
  expect(await freePort('127.0.0.1', 65_536)).toBeNull()
  expect(await freePort('192.0.2.1', 8080)).toBeNull()
})
