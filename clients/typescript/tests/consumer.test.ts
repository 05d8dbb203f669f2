import { describe, expect, it, vi } from 'vitest'
import {
  type Batch,
  Closed,
  Consumer,
  type ConsumerOptions,
  type Ending,
  Refused,
  Replaced,
  Unauthorized,
} from '../src/index.ts'
import { FakeClock, settled } from './fake-clock.ts'
import { FakeMonitor } from './fake-monitor.ts'

const url = 'ws://monitor:8080/websocket/monitor'
const two = [
  { batch_id: 1, targets: ['a', 'b'] },
  { batch_id: 2, targets: ['c'] },
]

function begin(options: ConsumerOptions = {}) {
  const clock = new FakeClock()
  const monitor = new FakeMonitor()
  const consumer = new Consumer(url, 'c-1', { ...monitor.options(clock), ...options })
  const problems: Error[] = []
  const endings: Ending[] = []
  consumer.on('problem', (error) => problems.push(error))
  consumer.on('disconnected', (end) => endings.push(end))
  /** The line is open, all is read and answered, and what follows from that has happened. */
  const talk = async () => {
    await settled()
    for (let i = 0; i < 4; i++) {
      monitor.work()
      await settled()
    }
  }
  /** Goes on by so many ms, with a monitor that answers. */
  const live = async (ms: number) => {
    for (let left = ms; left > 0; left -= 1000) {
      await clock.advance(Math.min(1000, left))
      await talk()
    }
  }
  return { clock, monitor, consumer, problems, endings, talk, live }
}

describe('registration', () => {
  it('[CL-1] [CL-9] says who it is; its token is in no address', async () => {
    const labels = { zone: 'eu' }
    const { monitor, consumer, talk } = begin({
      token: 's3cret',
      labels,
      capacity: 4,
      version: '1.2',
      hostname: 'h',
      pid: 7,
    })
    consumer.start()
    monitor.assign(two)
    await talk()
    expect(monitor.read[0]).toEqual({
      type: 'register',
      consumer_id: 'c-1',
      token: 's3cret',
      hostname: 'h',
      pid: 7,
      version: '1.2',
      labels: { zone: 'eu', capacity: '4' },
      heartbeat_interval: 30,
      features: ['log'],
    })
    expect(monitor.asked[0]?.url).toBe('http://monitor:8080/api/tasks/1/batches?consumer_id=c-1&limit=10000')
    expect(consumer.connected).toBe(true)
    await consumer.ready()
  })

  it('options that cannot be are refused at once', () => {
    expect(() => new Consumer('mailto:x', 'c-1')).toThrow(TypeError)
    expect(() => new Consumer(url, 'c-1', { capacity: 0 })).toThrow(RangeError)
    expect(() => new Consumer(url, 'c-1', { pingInterval: 20_000 })).toThrow(RangeError)
    const labels = Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`l${i}`, 'x']))
    expect(() => new Consumer(url, 'c-1', { labels })).toThrow(RangeError)
  })

  it.each([
    ['UNAUTHORIZED', Unauthorized],
    ['FORBIDDEN', Unauthorized],
    ['INVALID_CONSUMER_ID', Refused],
    ['CONSUMER_MISMATCH', Refused],
  ])('[CL-4] %s ends it for good', async (code, kind) => {
    const { clock, monitor, consumer, talk } = begin()
    const work = consumer.work().next()
    const ready = consumer.ready()
    await talk()
    monitor.socket.say({ type: 'error', code, message: 'No.' })
    await expect(work).rejects.toBeInstanceOf(kind)
    if (code !== 'UNAUTHORIZED') await ready
    await expect(consumer.ready()).rejects.toMatchObject({ code })
    await expect(consumer.work().next()).rejects.toMatchObject({ code })
    await clock.advance(120_000)
    expect(monitor.sockets).toHaveLength(1)
    expect(clock.waiting).toBe(0)
  })

  it('[CL-4] another process with its id ends it, and so does a token that has ended', async () => {
    for (const [code, reason, kind] of [
      [4409, '', Replaced],
      [1008, 'UNAUTHORIZED', Unauthorized],
    ] as const) {
      const { clock, monitor, consumer, talk } = begin()
      const refusals: Refused[] = []
      consumer.on('refused', (refusal) => refusals.push(refusal))
      consumer.start()
      await talk()
      monitor.socket.over(code, reason)
      await clock.advance(120_000)
      expect(refusals).toEqual([expect.any(kind)])
      expect(monitor.sockets).toHaveLength(1)
    }
  })

  it('[CL-2] [CL-4] any other end is followed by another attempt, for ever', async () => {
    const { clock, monitor, consumer, endings, talk, live } = begin()
    consumer.start()
    await talk()
    for (const code of [1000, 1006, 1008, 1011, 1012, 1013, 4408, 4413, 4429]) {
      monitor.socket.over(code, 'x')
      await live(60_000)
    }
    expect(endings.map(({ code }) => code)).toEqual([1000, null, 1008, 1011, 1012, 1013, 4408, 4413, 4429])
    monitor.isUp = false
    monitor.socket.over(1006, '')
    await clock.advance(600_000)
    expect(monitor.sockets.length).toBeGreaterThan(50)
    expect(endings.every(({ retryIn }) => retryIn <= 60_000)).toBe(true)
  })
})

describe('silence', () => {
  it('[CL-3] asks every 8 s, and gives up what is silent for 20 s without a goodbye', async () => {
    const { clock, monitor, consumer, endings, talk } = begin({ heartbeatInterval: 1e9 })
    consumer.start()
    await talk()
    for (let i = 0; i < 10; i++) {
      await clock.advance(8000)
      await talk()
    }
    expect(monitor.of('ping')).toHaveLength(10)
    expect(endings).toEqual([])
    const first = monitor.socket
    first.isSilent = true
    await clock.advance(19_999)
    expect(endings).toEqual([])
    await clock.advance(1)
    expect(endings).toEqual([{ code: null, reason: 'silent', retryIn: 250 }])
    expect(first.ended).toBe('terminated')
    await clock.advance(250)
    await talk()
    expect(consumer.connected).toBe(true)
  })

  it('[CL-3] counts from the last that was heard, whatever was asked since', async () => {
    const { clock, monitor, consumer, endings, talk } = begin({ heartbeatInterval: 9000 })
    consumer.start()
    await talk()
    await clock.advance(8000)
    await talk()
    monitor.socket.isSilent = true
    await clock.advance(19_999)
    expect(endings).toEqual([])
    await clock.advance(1)
    expect(endings).toHaveLength(1)
  })

  it('[CL-3] who answers and does not let it in is given up, too', async () => {
    const { monitor, consumer, endings, live } = begin()
    consumer.start()
    await settled()
    monitor.socket.underway.length = 0
    await live(21_000)
    expect(endings).toHaveLength(1)
    expect(consumer.connected).toBe(true)
  })

  it('[CL-3] a process that was busy reads what has come before it gives anything up', async () => {
    const { clock, monitor, consumer, endings, talk } = begin()
    consumer.start()
    await talk()
    await clock.jump(60_000)
    expect(endings).toEqual([])
    await talk()
    await clock.advance(5000)
    expect(endings).toEqual([])
    monitor.socket.isSilent = true
    await clock.jump(60_000)
    await clock.advance(20_000)
    expect(endings).toHaveLength(1)
  })

  it('[CL-2] a handshake has 10 s', async () => {
    const { clock, monitor, consumer, endings } = begin()
    consumer.start()
    const { socket } = monitor
    socket.open = () => {}
    await clock.advance(9999)
    expect(endings).toEqual([])
    await clock.advance(1)
    expect(endings).toHaveLength(1)
    expect(socket.ended).toBe('terminated')
  })
})

describe('batches', () => {
  it('[CL-6] come as differences, and reloads are answered by whether there was one', async () => {
    const { monitor, consumer, talk } = begin()
    const told: string[] = []
    const ids = (batches: readonly Batch[]) => batches.map(({ batchId }) => batchId).join()
    consumer.on('revoked', ({ revoked, targetsRemoved }) =>
      told.push(`-${ids(revoked)} (${[...targetsRemoved].join()})`),
    )
    consumer.on('assigned', ({ added, kept, targetsAdded, epoch }) =>
      told.push(`${epoch}: +${ids(added)} =${ids(kept)} (${[...targetsAdded].join()})`),
    )
    consumer.on('assigned', () => {
      throw new Error('a listener that fails')
    })
    consumer.start()
    await talk()
    monitor.assign(two)
    await talk()
    const [one, other] = consumer.batches
    monitor.assign([
      { batch_id: 1, targets: ['a', 'x'] },
      { batch_id: 2, targets: ['c'] },
    ])
    await talk()
    monitor.reload()
    await talk()
    expect(told).toEqual(['1: +1,2 = (a,b,c)', '-1 (b)', '2: +1 =2 (x)'])
    expect([one?.revoked, one?.signal.aborted, other?.revoked]).toEqual([true, true, false])
    expect(monitor.of('batch_reload_ack').map(({ epoch, action }) => `${epoch} ${action}`)).toEqual([
      '1 reloading',
      '2 reloading',
      '2 skipping',
    ])
    expect(monitor.asked.map(({ etag }) => etag !== undefined)).toEqual([false, true, true])
    monitor.socket.say({ type: 'registered', consumer_id: 'c-1', tasks: [] })
    await talk()
    expect(told.at(-1)).toBe('-1,2 (a,x,c)')
    expect(consumer.batches).toEqual([])
  })

  it('[CL-6] after a registration only what is another epoch is fetched, or older than five minutes', async () => {
    const { clock, monitor, consumer, talk, live } = begin()
    consumer.start()
    await talk()
    monitor.assign(two)
    await talk()
    const again = async () => {
      monitor.socket.over(1006, '')
      await clock.advance(500)
      await talk()
    }
    await again()
    expect(monitor.asked).toHaveLength(1)
    monitor.epoch = 2
    await again()
    expect(monitor.asked).toHaveLength(2)
    expect(monitor.of('heartbeat').at(-1)?.epochs).toEqual([{ task_id: 1, epoch: 2 }])
    await live(300_000)
    await again()
    expect(monitor.asked).toHaveLength(3)
    expect(monitor.of('register').at(-1)?.epochs).toEqual([{ task_id: 1, epoch: 2 }])
  })

  it('[CL-6] what fails is asked again; reloads meanwhile are answered by one more fetch, each of them', async () => {
    const { monitor, consumer, problems, talk, live } = begin()
    consumer.start()
    await talk()
    const nonsense = ['<html>Bad gateway</html>', '{"batches":7}', '{"epoch":1,"batches":[{"batch_id":"x"}]}', 'null']
    monitor.answers.push({ status: 401, body: '{}' }, ...nonsense.map((body) => ({ status: 200, body })))
    monitor.assign(two)
    monitor.assign(two)
    await talk()
    monitor.assign(two)
    await live(80_000)
    expect(problems).toHaveLength(5)
    expect(consumer.batches).toHaveLength(2)
    expect(monitor.of('batch_reload_ack').map(({ epoch }) => epoch)).toEqual([3, 3, 3])
    monitor.answers.push({ status: 404, body: '{}' })
    monitor.reload()
    await talk()
    expect(consumer.batches).toEqual([])
  })

  it('[CL-6] [CL-10] a reload is answered before the program hears of it', async () => {
    const { monitor, consumer, talk } = begin()
    const sent: string[] = []
    consumer.on('assigned', () => sent.push(...monitor.socket.underway.map(({ type }) => type)))
    consumer.start()
    await talk()
    monitor.assign(two)
    await talk()
    expect(sent).toEqual(['batch_reload_ack'])
  })

  it('[CL-6] a reload that comes during a fetch is answered by one more', async () => {
    const gate = Promise.withResolvers<void>()
    const { clock, monitor } = begin()
    const slow = new Consumer(url, 'c-1', {
      ...monitor.options(clock),
      fetch: async (address, init) => {
        const answer = await monitor.fetch(address, init)
        await gate.promise
        return answer
      },
    })
    slow.start()
    await settled()
    monitor.work()
    monitor.assign(two)
    await settled()
    monitor.assign([])
    monitor.assign(two.slice(1))
    await settled()
    expect(monitor.asked).toHaveLength(1)
    gate.resolve()
    await settled()
    await settled()
    monitor.work()
    expect(monitor.asked).toHaveLength(2)
    expect(slow.batches.map(({ batchId }) => batchId)).toEqual([2])
    expect(monitor.of('batch_reload_ack').map(({ epoch, action }) => `${epoch} ${action}`)).toEqual([
      '1 reloading',
      '3 reloading',
      '3 reloading',
    ])
    slow.abort()
  })
})

describe('reports', () => {
  it('[CL-5] of each batch the newest goes out, at once; a completion is not taken back by what follows it', async () => {
    const { monitor, consumer, talk } = begin()
    consumer.start()
    monitor.assign(two)
    await talk()
    const [one, other] = consumer.batches
    one?.progress(10)
    one?.progress(250, 'nearly')
    other?.progress(50)
    other?.complete('all seen')
    other?.progress(Number.NaN)
    await talk()
    expect(
      monitor.of('batch_status').map(({ batch_id, status, progress }) => `${batch_id} ${status} ${progress}`),
    ).toEqual(['1 running 100', '2 completed 100', '2 running 100'])
  })

  it('[CL-10] takes what JavaScript gives it: nothing of it is an exception', async () => {
    const { monitor, consumer, talk, live } = begin()
    consumer.start()
    monitor.assign(two)
    await talk()
    const [one] = consumer.batches
    const say = one as unknown as Record<
      'progress' | 'error' | 'targetError' | 'targetDone',
      (...values: unknown[]) => void
    >
    say.progress('42', null)
    await talk()
    say.progress(undefined)
    say.error(new TypeError('no answer'))
    say.targetError('a', { toString: () => 'x'.repeat(2000) })
    await talk()
    expect(monitor.of('batch_status').map(({ status, progress, message }) => [status, progress, message])).toEqual([
      ['running', 42, ''],
      ['error', 42, 'no answer'],
    ])
    consumer.log('info', null as unknown as string)
    say.targetDone('b', 2n ** 60n)
    await live(3000)
    expect(monitor.of('heartbeat').at(-1)?.targets?.at(-1)).toMatchObject({ target: 'b', value: 2 ** 60 })
    const values = [true, { toString: () => 'text' }, Number.NaN, null]
    for (const value of values) {
      say.targetDone('a', value)
      await live(3000)
    }
    const told = monitor.of('heartbeat').flatMap(({ targets = [] }) => targets.filter(({ target }) => target === 'a'))
    expect(told.slice(1).map(({ value }) => value)).toEqual(['true', 'text', undefined, undefined])
  })

  it('[CL-7] news of single targets goes out within 2 s, in as many heartbeats as it takes', async () => {
    const { monitor, consumer, talk, live } = begin()
    const targets = Array.from({ length: 1300 }, (_, i) => `t-${i}`)
    consumer.start()
    monitor.assign([{ batch_id: 1, targets }])
    await talk()
    const beats = monitor.of('heartbeat').length
    for (const target of targets) consumer.batches[0]?.targetError(target, '→'.repeat(1024))
    await live(20_000)
    const news = monitor.of('heartbeat').slice(beats)
    expect(news.flatMap((beat) => beat.targets ?? []).map(({ target }) => target)).toEqual(targets)
    // A monitor takes no frame of more than 1 MiB.
    for (const beat of news) expect(Buffer.byteLength(JSON.stringify(beat))).toBeLessThan(600_000)
    expect(news).toHaveLength(8)
    await live(30_000)
    expect(monitor.of('heartbeat').at(-1)).not.toHaveProperty('targets')
  })

  it('[CL-2] says once that nobody is there, and again when that is so anew', async () => {
    const { monitor, consumer, problems, live } = begin()
    monitor.isUp = false
    consumer.start()
    await live(60_000)
    expect(problems.map(({ message }) => message)).toEqual([
      'There is no connection to ws://monitor:8080/websocket/monitor yet; it is tried again.',
    ])
    monitor.isUp = true
    await live(20_000)
    expect(consumer.connected).toBe(true)
    monitor.isUp = false
    monitor.socket.over(1006, '')
    await live(60_000)
    expect(problems).toHaveLength(2)
  })

  it('[CL-1] a token from a file has no line break; without a WebSocket there is no consumer', async () => {
    const { monitor, consumer, talk } = begin({ token: 's3cret\n', labels: { zone: 7 as unknown as string } })
    consumer.start()
    await talk()
    expect(monitor.of('register')).toMatchObject([{ token: 's3cret', labels: { zone: '7' } }])
    const { WebSocket } = globalThis
    vi.stubGlobal('WebSocket', undefined)
    expect(() => new Consumer(url, 'c-1')).toThrow('Node has it from version 22 on')
    vi.stubGlobal('WebSocket', WebSocket)
  })

  it('[CL-5] a line that is full is waited for, and a monitor that takes no more is left alone', async () => {
    const { clock, monitor, consumer, talk } = begin()
    consumer.start()
    monitor.assign(two)
    await talk()
    const [one] = consumer.batches
    monitor.socket.bufferedAmount = 1e6
    one?.progress(1)
    await talk()
    one?.progress(2)
    await clock.advance(200)
    await talk()
    expect(monitor.of('batch_status')).toEqual([])
    monitor.socket.bufferedAmount = 0
    await clock.advance(50)
    await talk()
    expect(monitor.of('batch_status').map(({ progress }) => progress)).toEqual([2])
    one?.complete()
    await settled()
    // It was dropped.
    monitor.socket.underway.length = 0
    monitor.socket.say({ type: 'error', code: 'RATE_LIMITED', message: 'Too fast.' })
    await clock.advance(900)
    await talk()
    expect(monitor.of('batch_status')).toHaveLength(1)
    await clock.advance(200)
    await talk()
    expect(monitor.of('batch_status').at(-1)).toMatchObject({ status: 'completed' })
  })

  it('[CL-5] [CL-7] what a lost line may have swallowed goes first on the next, then how everything is', async () => {
    const { clock, monitor, consumer, talk, live } = begin()
    consumer.start()
    monitor.assign(two)
    await talk()
    const [one, other] = consumer.batches
    one?.complete()
    one?.targetError('a', 'no answer')
    one?.targetDone('b', 1.5)
    other?.progress(30)
    await settled()
    const before = monitor.read.length
    monitor.socket.over(1006, '')
    one?.progress(5)
    await clock.advance(250)
    await talk()
    const [, ...frames] = monitor.read.slice(before)
    expect(frames.slice(0, 3)).toMatchObject([
      { type: 'batch_status', batch_id: 1, status: 'completed' },
      { type: 'batch_status', batch_id: 1, status: 'running', progress: 5 },
      {
        type: 'heartbeat',
        batches: [
          { batch_id: 1, status: 'running', progress: 5 },
          { batch_id: 2, status: 'running', progress: 30 },
        ],
        targets: [
          { target: 'a', status: 'error', message: 'no answer' },
          { target: 'b', status: 'completed', value: 1.5 },
        ],
      },
    ])
    const beats = monitor.of('heartbeat').length
    monitor.socket.over(1006, '')
    await live(1000)
    expect(monitor.of('heartbeat')).toHaveLength(beats + 1)
    expect(monitor.of('heartbeat').at(-1)?.targets).toHaveLength(2)
    await live(30_000)
    expect(monitor.of('heartbeat').at(-1)).not.toHaveProperty('targets')
  })

  it('[CL-5] of a batch that is somebody else’s nothing is reported, but a completion from before', async () => {
    const { clock, monitor, consumer, talk } = begin()
    consumer.start()
    monitor.assign(two)
    await talk()
    const [one, other] = consumer.batches
    monitor.socket.isSilent = true
    one?.complete()
    other?.progress(10)
    monitor.socket.over(1006, '')
    other?.progress(20)
    monitor.assign([])
    await clock.advance(250)
    await talk()
    other?.progress(30)
    other?.targetError('c', 'x')
    await talk()
    const reports = monitor.of('batch_status').map(({ batch_id, status }) => `${batch_id} ${status}`)
    expect(reports).toContain('1 completed')
    // It went out before anybody could know.
    expect(reports.filter((report) => report.startsWith('2')).length).toBeLessThanOrEqual(1)
  })

  it('[CL-7] heartbeats say when the program last got on, and nothing of it without a batch', async () => {
    const { monitor, consumer, talk, live } = begin()
    const ago = () => monitor.of('heartbeat').at(-1)?.progressed_ago
    consumer.start()
    await talk()
    await live(90_000)
    expect(ago()).toBeUndefined()
    monitor.assign(two)
    await talk()
    expect(ago()).toBe(0)
    const beat = async () => {
      await live(30_000)
      return ago()
    }
    expect([await beat(), await beat()]).toEqual([30, 60])
    consumer.alive()
    expect(await beat()).toBe(30)
    consumer.batches[0]?.progress(1)
    expect(await beat()).toBe(30)
    await consumer.work().next()
    expect(await beat()).toBe(30)
  })
})

describe('work', () => {
  it('gives each batch once, and again when its targets change; with `every` in rounds', async () => {
    const { monitor, consumer, talk, live } = begin()
    const given: string[] = []
    const rounds = { every: 60_000 }
    const loop = (async () => {
      for await (const batch of consumer.work(rounds)) given.push(`${batch.batchId} ${batch.targets.join()}`)
    })()
    await talk()
    monitor.assign(two)
    await talk()
    expect(given).toEqual(['1 a,b', '2 c'])
    monitor.assign([{ batch_id: 1, targets: ['z'] }])
    await talk()
    expect(given.slice(2)).toEqual(['1 z'])
    await live(59_000)
    expect(given.slice(3)).toEqual([])
    await live(1000)
    expect(given.slice(3)).toEqual(['1 z'])
    consumer.stop()
    await loop
  })

  it('several loops share the batches, and none is in two hands', async () => {
    const { clock, monitor, consumer, talk } = begin()
    const controller = new AbortController()
    const first = consumer.work({ every: 1000, signal: controller.signal })
    const second = consumer.work({ every: 1000, signal: controller.signal })
    const one = first.next()
    const other = second.next()
    await talk()
    monitor.assign(two)
    await talk()
    expect([(await one).value?.batchId, (await other).value?.batchId]).toEqual([1, 2])
    const again = first.next()
    await clock.advance(1000)
    expect((await again).value?.batchId).toBe(1)
    const waiting = first.next()
    controller.abort()
    expect(await waiting).toEqual({ done: true, value: undefined })
    await second.return()
  })
})

describe('the end', () => {
  it('[CL-8] leaves when what was reported has arrived, and gives nothing more out', async () => {
    const { clock, monitor, consumer, talk } = begin()
    consumer.start()
    monitor.assign(two)
    await talk()
    consumer.batches[0]?.complete()
    const left = consumer.leave()
    expect(
      await consumer
        .work()
        .next()
        .catch((error: unknown) => error),
    ).toBeInstanceOf(Closed)
    for (let i = 0; i < 5; i++) {
      await clock.advance(20)
      monitor.work()
    }
    await left
    expect(monitor.read.slice(-3).map(({ type }) => type)).toEqual(['batch_status', 'heartbeat', 'leave'])
    expect(consumer.connected).toBe(false)
    await clock.advance(600_000)
    expect([monitor.sockets.length, clock.waiting]).toEqual([1, 0])
    await consumer.leave()
    expect(() => consumer.start()).toThrow(Closed)
    await expect(consumer.ready()).rejects.toBeInstanceOf(Closed)
  })

  it('[CL-8] takes another connection for it where the last was lost', async () => {
    const { clock, monitor, consumer, talk, live } = begin()
    consumer.start()
    monitor.assign(two)
    await talk()
    monitor.isUp = false
    monitor.socket.over(1006, '')
    consumer.batches[0]?.complete()
    const left = consumer.leave()
    await live(2000)
    monitor.isUp = true
    await live(4000)
    await left
    expect(monitor.read.map(({ type }) => type).slice(-3)).toEqual(['batch_status', 'heartbeat', 'leave'])
    expect(clock.waiting).toBe(0)
    // There is nothing to say, and nobody to say it to.
    const idle = begin()
    idle.monitor.isUp = false
    idle.consumer.start()
    await idle.talk()
    await idle.consumer.leave()
    expect(idle.clock.waiting).toBe(0)
  })

  it('[CL-8] does not wait longer than 5 s for a monitor that does not answer', async () => {
    const { clock, monitor, consumer, talk } = begin()
    consumer.start()
    monitor.assign(two)
    await talk()
    monitor.socket.isSilent = true
    consumer.batches[0]?.complete()
    let isOver = false
    void consumer.leave().then(() => (isOver = true))
    await clock.advance(4900)
    expect(isOver).toBe(false)
    await clock.advance(200)
    expect(isOver).toBe(true)
    expect(monitor.socket.ended).toBe('closed')
  })

  it('ends with a signal, without a goodbye, or without a word', async () => {
    const controller = new AbortController()
    const { clock, monitor, consumer, talk } = begin({ signal: controller.signal })
    const waits = consumer.ready()
    consumer.start()
    await talk()
    await waits
    controller.abort()
    await clock.advance(50)
    monitor.work()
    expect(monitor.read.at(-1)).toEqual({ type: 'leave' })

    const other = begin()
    other.consumer.start()
    await other.talk()
    const closed = other.consumer.close()
    await other.clock.advance(50)
    await closed
    expect(other.monitor.of('leave')).toEqual([])
    expect(other.monitor.socket.ended).toBe('closed')

    const third = begin()
    third.consumer.start()
    await third.talk()
    third.consumer.abort()
    expect(third.monitor.socket.ended).toBe('terminated')
    expect(third.clock.waiting).toBe(0)
  })
})
