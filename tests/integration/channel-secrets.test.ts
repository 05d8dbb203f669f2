import { describe, expect, it } from 'vitest'
import type { ChannelRequest } from '../../src/contract/resources/channel.ts'
import { answering, OddReceiver } from './odd-receiver.ts'
import { runMonitor } from './running-monitor.ts'

const token = 'operate'
const secret = 'a-secret-to-sign-with-0123456789'

/** A monitor that is asked over the network, with a channel that its own machine has set up. */
async function start(more: object = {}) {
  const receiver = await OddReceiver.start()
  const running = await runMonitor({ 'server.token': token, ...more })
  const channel: ChannelRequest = { kind: 'webhook', name: 'ops', url: `${receiver.url}/own`, secret }
  await running.monitor.api.call('channels.put', { channel })
  const ask = async (method: string, path: string, body: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const init = { method, headers, body: JSON.stringify(body) }
    const answer = (await (await fetch(running.monitor.address.url + path, init)).json()) as Record<string, unknown>
    return answer
  }
  return {
    receiver,
    running,
    channel,
    ask,
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]()
      await receiver[Symbol.asyncDispose]()
    },
  }
}

describe('[CN-2] over a network', () => {
  it('[CN-2] nobody has a secret sent to a place of his own, nor anything to a private address', async () => {
    await using own = await OddReceiver.start()
    await using monitor = await start()
    const { ask, channel, receiver } = monitor
    const elsewhere = { ...channel, url: own.url, secret: null }
    for (const [method, path] of [
      ['PUT', '/api/channels/ops'],
      ['POST', '/api/channels/ops/test'],
    ] as const) {
      expect((await ask(method, path, elsewhere))['detail']).toBe(
        `secret was given for ${receiver.url} and is not sent to ${own.url}: give it again.`,
      )
      expect((await ask(method, path, { ...elsewhere, secret }))['code']).toBe('FORBIDDEN')
    }
    expect(own.received).toEqual([])
  })

  it('[CN-2] [CN-3] who changes how a channel is used leaves it where it leads, and may try it', async () => {
    await using monitor = await start()
    const { ask, channel, receiver } = monitor
    const kept = { ...channel, url: null, secret: null, min_severity: 'warning' }
    expect(await ask('POST', '/api/channels/ops/test', kept)).toMatchObject({ delivered: true, problem: null })
    expect(receiver.received[0]).toMatchObject({ path: '/own', body: { type: 'test' } })
    expect(await ask('PUT', '/api/channels/ops', kept)).toMatchObject({
      origin: 'desktop',
      min_severity: 'warning',
      secrets: ['url', 'secret'],
      fields: {},
      delivered: 0,
    })
    receiver.manner = answering(401)
    expect(await ask('POST', '/api/channels/ops/test', kept)).toMatchObject({
      delivered: false,
      problem: { reason: expect.any(String) as string },
    })
  })

  it('[CN-3] channels are tested ten times a minute', async () => {
    await using monitor = await start()
    const { ask, channel } = monitor
    const test = () => ask('POST', '/api/channels/ops/test', channel)
    for (let i = 0; i < 10; i++) expect((await test())['delivered']).toBe(true)
    expect(await test()).toMatchObject({ code: 'RATE_LIMITED', status: 429 })
  })

  it('[CN-1] there are a hundred channels', async () => {
    await using monitor = await start()
    const { api } = monitor.running.monitor
    for (let i = 1; i < 100; i++) {
      await api.call('channels.put', { channel: { kind: 'slack', name: `c${i}`, url: 'https://hooks.test/a' } })
    }
    await expect(
      api.call('channels.put', { channel: { kind: 'slack', name: 'more', url: 'https://hooks.test/a' } }),
    ).rejects.toThrow('There are 100 channels already; delete one first.')
  })
})
