import { describe, expect, it } from 'vitest'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

/** What operators were told, in order. */
async function alertsOf(running: RunningMonitor): Promise<string[]> {
  const { events } = (await running.get('/api/events?type=alert&order=asc')) as {
    events: { consumer_id?: string; data: { action: string; kind: string; reason?: string } }[]
  }
  return events.map(({ consumer_id, data }) => [data.action, data.kind, consumer_id, data.reason].join(' '))
}

describe('consumer socket', () => {
  it('[WS-1] [WS-2] [WS-3] greets, registers, and lets the same id register again', async () => {
    await using running = await runMonitor()
    await using consumer = await TestConsumer.connect(running.consumerUrl)
    const [connected] = consumer.frames
    expect(connected).toMatchObject({ type: 'connected', sessionId: connected?.['session_id'] })
    expect(connected?.['timestamp']).toEqual(expect.any(Number))
    for (let i = 0; i < 2; i++) {
      consumer.send({ type: 'register', consumer_id: 'consumer-1' })
      expect(await consumer.next('registered')).toMatchObject({ consumer_id: 'consumer-1', heartbeat_interval: 30 })
    }
    consumer.send({ type: 'register', consumer_id: 'consumer-2' })
    expect(await consumer.next('error')).toMatchObject({ code: 'CONSUMER_MISMATCH' })
  })

  it('[WS-4] a heartbeat before register gets NOT_REGISTERED, with a foreign id CONSUMER_MISMATCH', async () => {
    await using running = await runMonitor()
    await using consumer = await TestConsumer.connect(running.consumerUrl)
    const heartbeat = { type: 'heartbeat', consumer_id: 'c1', batches: [], timestamp: Date.now() }
    consumer.send(heartbeat)
    expect(await consumer.next('error')).toMatchObject({ code: 'NOT_REGISTERED' })
    consumer.send({ type: 'register', consumer_id: 'c1' })
    consumer.send({ ...heartbeat, consumer_id: 'c2' })
    expect(await consumer.next('error')).toMatchObject({ code: 'CONSUMER_MISMATCH' })
  })

  it('[WS-5] [WS-9] a pong echoes the timestamp, or tells the time', async () => {
    await using running = await runMonitor()
    await using consumer = await TestConsumer.connect(running.consumerUrl)
    consumer.send({ type: 'ping', timestamp: 'mine' })
    expect(await consumer.next('pong')).toMatchObject({ timestamp: 'mine' })
    consumer.send({ type: 'ping' })
    const pong = await consumer.next('pong')
    expect(Math.abs(Number(pong['timestamp']) - Date.now())).toBeLessThan(60_000)
  })

  it('[WS-6] [WS-13] [WS-15] keeps an unplanned report, and what is good of a heartbeat with one bad batch', async () => {
    await using running = await runMonitor()
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    consumer.send({ type: 'batch_status', batch_id: 123, status: 'running', progress: 50, message: 'half' })
    consumer.send({
      type: 'heartbeat',
      consumer_id: 'c1',
      timestamp: Date.now(),
      batches: [
        { batch_id: 123, status: 'completed', progress: 100 },
        { batch_id: 124, status: 'running', progress: 101 },
      ],
    })
    await consumer.next('pong')
    expect(await consumer.next('error')).toMatchObject({
      code: 'INVALID_MESSAGE',
      message: expect.stringContaining('/batches/1/progress'),
    })
    expect(await running.get('/api/consumers/c1')).toMatchObject({
      state: 'online',
      batches: [{ batch_id: 123, planned: false, status: 'completed', progress: 100, message: 'half' }],
    })
    // Nobody reads the log of a consumer that goes on: an operator hears of it.
    await expect.poll(() => alertsOf(running)).toEqual(['raised frames_refused c1 frame_taken_in_part'])
  })

  it('[WS-12] [LV-1] every frame is a sign of life: refused, binary, unreadable, or one too many', async () => {
    await using running = await runMonitor({
      'monitor.limits.frames-per-second': 30,
      'monitor.limits.frame-burst': 40,
      'monitor.liveness.suspect-after': '600ms',
      'monitor.liveness.lost-after': '900ms',
    })
    const foreign = { type: 'heartbeat', consumer_id: 'another', batches: [], timestamp: 1 }
    const sends: Record<string, (consumer: TestConsumer) => void> = {
      unreadable: (consumer) => consumer.send('{'),
      binary: (consumer) => consumer.socket.send(Buffer.from([1])),
      untyped: (consumer) => consumer.send({ type: 'nothing' }),
      foreign: (consumer) => consumer.send(foreign),
      flood: (consumer) => {
        for (let i = 0; i < 5; i++) consumer.send('[')
      },
      silent: () => {},
    }
    const consumers = await Promise.all(Object.keys(sends).map((id) => TestConsumer.register(running.consumerUrl, id)))
    const sending = setInterval(() => {
      for (const consumer of consumers) sends[consumer.id]?.(consumer)
    }, 50)
    const states = async () => {
      const { events } = (await running.get('/api/events?type=consumer_status')) as {
        events: { consumer_id: string; data: { state: string } }[]
      }
      return events
        .filter(({ data }) => data.state !== 'online')
        .map((event) => `${event.consumer_id} ${event.data.state}`)
    }
    await expect.poll(states, { timeout: 5000 }).toEqual(['silent lost', 'silent suspect'])
    clearInterval(sending)
    for (const consumer of consumers) await consumer[Symbol.asyncDispose]()
  })

  it('[WS-17] a session that is at its end already is not taken over from', async () => {
    await using running = await runMonitor({ 'monitor.limits.max-frame': '2KiB' })
    for (let i = 0; i < 6; i++) {
      const looping = await TestConsumer.register(running.consumerUrl, 'c1')
      looping.send({ type: 'ping', timestamp: 'x'.repeat(3000) })
      // It is back before it has heard that the monitor closed it.
    }
    await using last = await TestConsumer.register(running.consumerUrl, 'c1')
    last.send({ type: 'ping' })
    await last.next('pong')
    await expect.poll(() => alertsOf(running)).toContain('raised frames_refused c1 frame_too_large')
    expect((await alertsOf(running)).join()).not.toContain('takeover_storm')
    const { events } = (await running.get('/api/events?type=session&order=asc')) as {
      events: { data: { action: string; code?: string } }[]
    }
    expect(events.filter(({ data }) => data.action === 'replaced')).toEqual([])
    expect(events.filter(({ data }) => data.code === 'TOO_LARGE')).toHaveLength(6)
  })

  it('[WS-12] a bad frame disturbs neither its own connection nor another one', async () => {
    await using running = await runMonitor()
    await using bad = await TestConsumer.register(running.consumerUrl, 'bad')
    await using good = await TestConsumer.register(running.consumerUrl, 'good')
    const codes: unknown[] = []
    for (const frame of ['{', '[]', '{"type":"nothing"}', '{"type":"register","consumer_id":"a b"}']) {
      bad.send(frame)
      codes.push((await bad.next('error'))['code'])
    }
    bad.socket.send(Buffer.from([1, 2, 3]))
    codes.push((await bad.next('error'))['code'])
    expect(codes).toEqual(['INVALID_JSON', 'INVALID_MESSAGE', 'UNKNOWN_TYPE', 'INVALID_CONSUMER_ID', 'INVALID_MESSAGE'])
    for (const consumer of [bad, good]) {
      consumer.send({ type: 'ping', timestamp: 7 })
      expect(await consumer.next('pong')).toMatchObject({ timestamp: 7 })
    }
  })

  it('[WS-17] a second connection takes the id over', async () => {
    await using running = await runMonitor()
    await using first = await TestConsumer.register(running.consumerUrl, 'c1')
    await using second = await TestConsumer.register(running.consumerUrl, 'c1')
    expect(await first.next('error')).toMatchObject({ code: 'SESSION_REPLACED' })
    expect(await first.closed).toBe(4409)
    second.send({ type: 'heartbeat', consumer_id: 'c1', batches: [], timestamp: 1 })
    expect(await second.next('pong')).toMatchObject({ timestamp: 1 })
    expect(await running.get('/api/consumers/c1')).toMatchObject({ state: 'online' })
  })

  it('[WS-10] leave ends the connection normally and takes the consumer out of the list', async () => {
    await using running = await runMonitor()
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    consumer.send({ type: 'leave' })
    expect(await consumer.closed).toBe(1000)
    expect(await running.get('/api/consumers')).toEqual({ consumers: [] })
  })

  it('[WS-18] closes a frame that is too large with 1009', async () => {
    await using running = await runMonitor({ 'monitor.limits.max-frame': '2KiB' })
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    const reason = new Promise<string>((done) => consumer.socket.once('close', (_code, said) => done(said.toString())))
    consumer.send({ type: 'ping', timestamp: 'x'.repeat(3000) })
    expect(await consumer.closed).toBe(1009)
    expect(await reason).toBe('More data than this accepts')
    expect(running.logged.join()).toContain('Consumer socket of c1 (127.0.0.1): Max payload size exceeded')
    await expect
      .poll(() => running.get('/api/events?type=limit&consumer_id=c1'), { timeout: 10_000 })
      .toMatchObject({ events: [{ consumer_id: 'c1', data: { code: 'TOO_LARGE' } }] })
  })

  it('[WS-18] drops frames beyond the rate with one error, and closes with 1008 when it goes on', async () => {
    await using running = await runMonitor({ 'monitor.limits.frames-per-second': 1, 'monitor.limits.frame-burst': 10 })
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    for (let i = 0; i < 15; i++) consumer.send({ type: 'ping', timestamp: i })
    expect(await consumer.next('error')).toMatchObject({ code: 'RATE_LIMITED' })
    for (let i = 0; i < 20; i++) consumer.send({ type: 'ping', timestamp: i })
    expect(await consumer.closed).toBe(1008)
    expect(consumer.frames.filter(({ type }) => type === 'pong').length).toBeLessThan(12)
  })

  it('[WS-28] answers pings within the limit on frames, and goes on when there are too many', async () => {
    await using running = await runMonitor({
      'monitor.limits.frames-per-second': 1,
      'monitor.limits.frame-burst': 20,
    })
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    let pongs = 0
    consumer.socket.on('pong', () => pongs++)
    for (let i = 0; i < 30; i++) consumer.socket.ping()
    await consumer.next('error')
    consumer.socket.ping()
    await expect.poll(() => pongs).toBeGreaterThan(10)
    expect(pongs).toBeLessThan(25)
    for (let i = 0; i < 30; i++) consumer.socket.pong()
    expect(await consumer.closed).toBe(1008)
  })

  it('[WS-28] closes with 4413 who pings and reads no answers', async () => {
    await using running = await runMonitor({
      'monitor.limits.frames-per-second': 1_000_000,
      'monitor.limits.frame-burst': 1_000_000,
      'monitor.limits.outgoing-buffer': 64 * 1024,
    })
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    consumer.socket.pause()
    // As many as no buffer of the system takes.
    for (let i = 0; i < 150_000; i++) consumer.socket.ping('x'.repeat(125))
    await expect
      .poll(async () => JSON.stringify(await running.get('/api/events?type=limit')), { timeout: 10_000 })
      .toContain('TOO_SLOW')
    consumer.socket.resume()
  })

  it('[WS-18] a long frame counts as many', async () => {
    await using running = await runMonitor({
      'monitor.limits.frames-per-second': 1,
      'monitor.limits.frame-burst': 20,
    })
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    const long = JSON.stringify({ type: 'ping', padding: 'x'.repeat(640 * 1024) })
    consumer.send(long)
    await consumer.next('pong')
    consumer.send(long)
    expect(await consumer.next('error')).toMatchObject({ code: 'RATE_LIMITED' })
  })

  it('[WS-18] closes with 1008 a message of too many pieces', async () => {
    await using running = await runMonitor()
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    for (let i = 0; i < 310; i++) consumer.socket.send('', { fin: false })
    expect(await consumer.closed).toBe(1008)
  })

  it('[WS-18] refuses one connection too many with 503', async () => {
    await using running = await runMonitor({ 'monitor.limits.max-connections': 1 })
    await using first = await TestConsumer.connect(running.consumerUrl)
    await expect(TestConsumer.connect(running.consumerUrl)).rejects.toThrow('503')
    first.send({ type: 'ping', timestamp: 1 })
    await first.next('pong')
  })

  it('[WS-18] closes with 4408 whoever does not register in time', async () => {
    await using running = await runMonitor({ 'monitor.limits.register-timeout': '100ms' })
    await using idle = await TestConsumer.connect(running.consumerUrl)
    await using registered = await TestConsumer.register(running.consumerUrl, 'c1')
    expect(await idle.closed).toBe(4408)
    registered.send({ type: 'ping', timestamp: 1 })
    await registered.next('pong')
  })

  it('[WS-18] closes with 4413 a consumer that does not read', async () => {
    await using running = await runMonitor({ 'monitor.limits.outgoing-buffer': '64KiB' })
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    consumer.socket.pause()
    const large = { type: 'ping', timestamp: 'x'.repeat(100_000) }
    for (let i = 0; i < 200; i++) consumer.send(large)
    // It cannot read the close frame either, so the log has to tell.
    await expect.poll(() => running.logged.join(), { timeout: 5000 }).toContain('closed with 4413')
    await expect
      .poll(() => running.get('/api/consumers/c1'), { timeout: 5000 })
      .toMatchObject({
        state: 'offline',
        was_too_slow: true,
      })
  })

  it('[WS-19] closes every connection with 1012 when it stops', async () => {
    const running = await runMonitor()
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    await running[Symbol.asyncDispose]()
    expect(await consumer.closed).toBe(1012)
  })

  it('[SEC-1] asks for a token where one is set, in the address or in register', async () => {
    await using running = await runMonitor({ 'server.token': 'operator', 'server.consumer-token': 'fleet' })
    await using without = await TestConsumer.connect(running.consumerUrl)
    without.send({ type: 'register', consumer_id: 'c1', token: 'wrong' })
    expect(await without.next('error')).toMatchObject({ code: 'UNAUTHORIZED' })
    expect(await without.closed).toBe(1008)
    await using inFrame = await TestConsumer.connect(running.consumerUrl)
    inFrame.send({ type: 'register', consumer_id: 'c1', token: 'fleet' })
    await inFrame.next('registered')
    await using inAddress = await TestConsumer.register(`${running.consumerUrl}?token=fleet`, 'c2')
    expect(inAddress.frames).toHaveLength(2)
    expect(running.logged.join()).not.toContain('fleet')
  })
})

describe('[WS-26] before register', () => {
  it('a long frame closes the connection before all of it is read; after register it does not', async () => {
    await using running = await runMonitor()
    await using stranger = await TestConsumer.connect(running.consumerUrl)
    stranger.send({ type: 'ping', timestamp: 'x'.repeat(70_000) })
    expect(await stranger.closed).toBe(1009)
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    consumer.send({ type: 'ping', timestamp: 'x'.repeat(70_000) })
    expect(await consumer.next('pong')).toMatchObject({ timestamp: expect.stringMatching(/^x{70000}$/) as string })
  })

  it('so do many short ones', async () => {
    await using running = await runMonitor()
    await using stranger = await TestConsumer.connect(running.consumerUrl)
    for (let i = 0; i < 5; i++) stranger.send({ type: 'ping', timestamp: 'x'.repeat(60_000) })
    expect(await stranger.next('error')).toMatchObject({ code: 'TOO_LARGE' })
    expect(await stranger.closed).toBe(1009)
  })

  it('[SEC-1] the token is looked at before anything else of a frame', async () => {
    await using running = await runMonitor({ 'server.token': 'op', 'server.consumer-token': 'con' })
    const labels = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`label-${i}`, 7]))
    for (const [token, code] of [
      ['wrong', 'UNAUTHORIZED'],
      ['con', 'INVALID_MESSAGE'],
    ] as const) {
      await using stranger = await TestConsumer.connect(running.consumerUrl)
      stranger.send({ type: 'register', consumer_id: 'c1', token, labels })
      expect(await stranger.next('error')).toMatchObject({ code })
    }
  })

  it.each([
    ['nested too deep', `{"type":"ping","timestamp":${'['.repeat(1100)}${']'.repeat(1100)}}`, 'INVALID_JSON'],
    ['with a number beyond all', '{"type":"register","consumer_id":"c1","pid":1e999}', 'INVALID_MESSAGE'],
    [
      'with too many labels',
      JSON.stringify({
        type: 'register',
        consumer_id: 'c1',
        labels: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`l${i}`, ''])),
      }),
      'INVALID_MESSAGE',
    ],
  ])('[WS-12] a frame %s is refused, and the connection goes on', async (_what, frame, code) => {
    await using running = await runMonitor()
    await using stranger = await TestConsumer.connect(running.consumerUrl)
    stranger.send(frame)
    expect(await stranger.next('error')).toMatchObject({ code })
    stranger.send({ type: 'ping', timestamp: 1 })
    expect(await stranger.next('pong')).toMatchObject({ timestamp: 1 })
  })

  it('[WS-2] odd keys and half characters in what it says of itself change nothing', async () => {
    await using running = await runMonitor()
    await using stranger = await TestConsumer.connect(running.consumerUrl)
    stranger.send(
      '{"type":"register","consumer_id":"c1","hostname":"\\ud800","labels":{"__proto__":"x","constructor":"y"},"__proto__":{"a":1}}',
    )
    expect(await stranger.next('registered')).toMatchObject({ consumer_id: 'c1' })
    expect(await running.get('/api/consumers/c1')).toMatchObject({ state: 'online' })
    expect(Reflect.get({}, 'a')).toBeUndefined()
  })
})
