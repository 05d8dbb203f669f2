import { expect, it } from 'vitest'
import { type Fetch, type Fleet, Observer, type ObserverOptions, Unauthorized } from '../src/index.ts'
import { FakeClock, settled } from './fake-clock.ts'
import { FakeMonitor } from './fake-monitor.ts'

const online = { state: 'online', state_since: 1, hostname: null, version: null, labels: {}, slots: 1, targets: 1 }

function begin(options: ObserverOptions = {}) {
  const clock = new FakeClock()
  const monitor = new FakeMonitor()
  const api = {
    consumers: [{ consumer_id: 'c-1', ...online }],
    tasks: [{ task_id: 1, name: 'Watch', epoch: 1, targets: 2, batches: 1 }],
    batches: [{ batch_id: 5, consumer_id: 'c-1', status: 'running', progress: 40, targets: ['a', 'b'] }],
    asked: [] as string[],
    fails: 0,
    /** What is told while it answers. */
    meanwhile: () => {},
  }
  const fetch: Fetch = async (url) => {
    await settled()
    const { pathname } = new URL(url)
    api.asked.push(pathname)
    if (api.fails-- > 0) throw new TypeError('fetch failed')
    const { consumers, tasks, batches } = structuredClone({ ...api, meanwhile: null })
    api.meanwhile()
    const body = pathname.endsWith('/batches') ? { batches } : pathname.endsWith('/tasks') ? { tasks } : { consumers }
    return { status: 200, headers: { get: () => null }, text: async () => JSON.stringify(body) }
  }
  const observer = new Observer('ws://m/websocket/monitor', { ...monitor.options(clock), fetch, ...options })
  const problems: Error[] = []
  observer.on('problem', (error) => problems.push(error))
  const live = async (ms: number) => {
    for (let left = ms; left > 0; left -= 100) {
      await clock.advance(Math.min(100, left))
      monitor.work()
      await settled()
    }
  }
  const say = (type: string, data: object) => monitor.socket.say({ type, data: { timestamp: 9, ...data } })
  const status = (fields: object = {}) =>
    say('batch_status', { consumer_id: 'c-1', batch_id: 5, status: 'running', progress: 60, message: 'm', ...fields })
  return { clock, monitor, api, observer, problems, live, say, status }
}

const summary = ({ isLive, consumers, tasks, batches, epochs }: Fleet) => ({
  isLive,
  consumers: [...consumers.values()].map(({ consumer_id, state }) => `${consumer_id} ${state}`),
  tasks: [...tasks.values()].map(({ name, epoch }) => `${name} ${epoch}`),
  batches: [...batches.values()].map(
    (one) => `${one.batch_id} ${one.consumer_id} ${one.status} ${one.progress} ${one.message}`,
  ),
  epochs: [...epochs.values()].map(({ epoch, state }) => `${epoch} ${state}`),
})

it('[WS-11] shows how all stands at once, then what happens, in another snapshot only when something has', async () => {
  const { monitor, api, observer, live, say, status } = begin({ token: 'view' })
  expect(summary(observer.getSnapshot())).toEqual({ isLive: false, consumers: [], tasks: [], batches: [], epochs: [] })
  let calls = 0
  const end = observer.subscribe(() => calls++)
  await live(500)
  expect(monitor.read[0]).toEqual({ type: 'subscribe', token: 'view' })
  expect(summary(observer.fleet)).toEqual({
    isLive: true,
    consumers: ['c-1 online'],
    tasks: ['Watch 1'],
    batches: ['5 c-1 running 40 '],
    epochs: [],
  })
  expect(observer.fleet.batches.get(5)?.targets).toEqual(['a', 'b'])
  const before = observer.getSnapshot()
  await live(5000)
  expect(observer.getSnapshot()).toBe(before)
  expect(calls).toBe(1)
  for (let progress = 41; progress < 90; progress++) status({ progress })
  say('consumer_status', { consumer_id: 'c-1', state: 'suspect' })
  say('epoch', { task_id: 1, epoch: 1, state: 'settled', cause: 'x' })
  expect(observer.getSnapshot()).toBe(before)
  await live(100)
  expect(calls).toBe(2)
  expect(summary(before).batches).toEqual(['5 c-1 running 40 '])
  expect(summary(observer.fleet)).toMatchObject({
    consumers: ['c-1 suspect'],
    batches: ['5 c-1 running 89 m'],
    epochs: ['1 settled'],
  })
  end()
  say('consumer_status', { consumer_id: 'c-1', state: 'gone' })
  // Somebody else speaks of it: that is stale.
  status({ consumer_id: 'c-9', progress: 1 })
  status({ batch_id: 77, progress: null })
  await live(200)
  expect(summary(observer.fleet)).toMatchObject({
    consumers: [],
    batches: ['5 c-1 running 89 m', '77 c-1 running 0 m'],
  })
  expect([calls, api.asked.length]).toEqual([2, 3])
  observer.close()
})

it('asks again for what it was not told all of: another epoch, a consumer that is new, and now and then', async () => {
  const { api, observer, live, say } = begin()
  await live(500)
  const batches = () => api.asked.filter((path) => path.endsWith('/batches')).length
  api.tasks[0]!.epoch = 2
  api.batches = [{ batch_id: 6, consumer_id: 'c-2', status: 'pending', progress: 0, targets: ['a'] }]
  api.consumers.push({ consumer_id: 'c-2', ...online })
  say('consumer_status', { consumer_id: 'c-2', state: 'online' })
  say('epoch', { task_id: 1, epoch: 2, state: 'rolling_out', cause: 'x' })
  await live(600)
  expect(summary(observer.fleet)).toMatchObject({
    consumers: ['c-1 online', 'c-2 online'],
    tasks: ['Watch 2'],
    batches: ['6 c-2 pending 0 '],
  })
  expect([batches(), api.asked.length]).toEqual([2, 6])
  api.tasks = []
  await live(61_000)
  expect(summary(observer.fleet)).toMatchObject({ tasks: [], batches: [] })
  expect(batches()).toBe(2)
  observer.close()
})

it('what is told while it asks is not lost, and what fails is asked again', async () => {
  const { api, observer, problems, live, status } = begin()
  api.fails = 2
  let isTold = false
  api.meanwhile = () => {
    if (!isTold) status({ status: 'completed', progress: 100 })
    isTold = true
  }
  await live(3000)
  expect(problems.length).toBe(1)
  expect(summary(observer.fleet)).toMatchObject({ isLive: true, batches: ['5 c-1 completed 100 m'] })
  observer.close()
})

it('after a lost connection it says that it is behind, and reads everything anew', async () => {
  const { monitor, api, observer, live, status } = begin()
  await live(500)
  status({ batch_id: 77 })
  monitor.socket.over(1012, '')
  await live(200)
  expect(summary(observer.fleet)).toMatchObject({ isLive: false, consumers: ['c-1 online'] })
  api.consumers = []
  api.batches[0]!.progress = 90
  await live(3000)
  expect(summary(observer.fleet)).toMatchObject({ isLive: true, consumers: [], batches: ['5 c-1 running 90 '] })
  observer.close()
})

it('an answer of a connection that has ended is not taken for news', async () => {
  const { monitor, api, observer, live } = begin()
  let isFirst = true
  api.meanwhile = () => {
    if (isFirst) monitor.socket.over(1006, '')
    isFirst = false
  }
  await live(3000)
  expect(summary(observer.fleet)).toMatchObject({ isLive: true, batches: ['5 c-1 running 40 '] })
  observer.close()
})

it('[CL-4] is told for good that it may not look, and is over when it is closed', async () => {
  const { clock, monitor, observer, live } = begin()
  const refusals: unknown[] = []
  observer.on('refused', (refusal) => refusals.push(refusal))
  await live(100)
  monitor.socket.say({ type: 'error', code: 'UNAUTHORIZED', message: 'No.' })
  await live(60_000)
  expect(refusals).toEqual([expect.any(Unauthorized)])
  expect([monitor.sockets.length, clock.waiting]).toEqual([1, 0])
})

it('what a new owner says before it is known to be one is not lost', async () => {
  const { api, observer, live, say, status } = begin()
  await live(500)
  say('epoch', { task_id: 1, epoch: 2, state: 'rolling_out', cause: 'x' })
  status({ consumer_id: 'c-2', message: 'taken over' })
  await live(100)
  expect(summary(observer.fleet).batches).toEqual(['5 c-1 running 40 '])
  api.tasks[0]!.epoch = 2
  api.batches = [{ ...api.batches[0]!, consumer_id: 'c-2', progress: 60 }]
  await live(500)
  expect(summary(observer.fleet).batches).toEqual(['5 c-2 running 60 taken over'])
  observer.close()
})
