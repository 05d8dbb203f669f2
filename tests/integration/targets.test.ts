import { describe, expect, it } from 'vitest'
import type { FoundTarget, Target, TargetPage } from '../../src/contract/resources/target.ts'
import { ConsumerProcess } from '../python/consumer-process.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

const checksummed = '0x52908400098527886E0F7030069857D2E4169EE7'
const awkward = ['a/b', '%2F', '50%', 'ü/目标', '?x=1&y', '😀', 'a+b', '%']

/** Two consumers, and a task with some targets; `auto` unless told otherwise. */
async function withTargets(targets: readonly unknown[], options = {}): Promise<RunningMonitor> {
  const running = await runMonitor()
  await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch', identity: 'auto', batch_size: 3, ...options })
  await running.send('PUT', '/api/tasks/1/targets', { targets })
  return running
}

const show = async (running: RunningMonitor, target: string) =>
  (await running.get(`/api/tasks/1/targets/${encodeURIComponent(target)}`)) as Target
const page = async (running: RunningMonitor, query: string) =>
  (await running.get(`/api/tasks/1/targets?${query}`)) as TargetPage & { next?: string }
const names = ({ targets }: TargetPage) => targets.map(({ target }) => target)

describe('[TG-1] a target', () => {
  it('is found in either spelling, says where it is and how it came there, and by what', async () => {
    await using running = await withTargets([
      'x',
      { target: checksummed, priority: 'high', attributes: { label: 'Pool' } },
    ])
    const first = await show(running, checksummed.toLowerCase())
    expect(first).toMatchObject({
      task_id: 1,
      target: checksummed,
      canonical: checksummed.toLowerCase(),
      priority: 'high',
      attributes: { label: 'Pool' },
      consumer_id: null,
      status: 'pending',
      report: null,
      added: { epoch: 1, causes: [{ kind: 'import' }] },
      owners: [{ epoch: 1, consumer_id: null, batch_id: first.batch_id, change: 'added' }],
      known_from: 1,
    })
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    await consumer.next('batch_reload')
    consumer.send({ type: 'batch_status', batch_id: first.batch_id, status: 'running', message: 'half', progress: 50 })
    await expect
      .poll(async () => show(running, checksummed))
      .toMatchObject({ consumer_id: 'c1', status: 'running', progress: 50, message: 'half' })
    await running.send('PATCH', '/api/tasks/1/targets', { add: [{ target: checksummed, priority: 'low' }, 'later'] })
    const { owners, added } = await show(running, checksummed)
    expect(owners.map(({ epoch, change, consumer_id: owner }) => [epoch, change, owner])).toEqual([
      [3, 'rerated', 'c1'],
      [2, 'handed', 'c1'],
      [1, 'added', null],
    ])
    expect(added?.epoch).toBe(1)
    expect((await show(running, 'later')).added).toMatchObject({ epoch: 3, causes: [{ kind: 'change' }] })
  })

  it('has a path, whatever is in it', async () => {
    await using running = await withTargets([...awkward, 'b'])
    for (const target of awkward) {
      const { target: shown, batch_id } = await show(running, target)
      expect(shown).toBe(target)
      const { batches } = (await running.get(`/api/tasks/1/batches?target=${encodeURIComponent(target)}`)) as {
        batches: { batch_id: number; targets: string[] }[]
      }
      expect(batches).toMatchObject([{ batch_id, targets: expect.arrayContaining([target]) as unknown }])
    }
  })

  it('that is not there is named with one that is like it', async () => {
    await using running = await withTargets(['Alpha', 'beta'])
    const { api } = running.monitor
    const near = async (target: string) => {
      const { status, body } = await running.send('GET', `/api/tasks/1/targets/${target}`, undefined)
      expect([status, (body as { code: string }).code]).toEqual([404, 'UNKNOWN_TARGET'])
      return (body as { detail: string }).detail
    }
    expect(await near('ALPHA')).toBe('Task 1 has no target ALPHA; it has Alpha.')
    expect(await near('be')).toBe('Task 1 has no target be; it has beta.')
    expect(await near('gamma')).toBe('Task 1 has no target gamma.')
    await expect(api.call('target.show', { task_id: 1, target: 'alpha' })).rejects.toMatchObject({
      reason: 'target_unknown_near',
      values: { near: 'Alpha' },
    })
    expect(await running.get('/api/tasks/1/batches?target=gamma')).toMatchObject({ batches: [] })
  })
})

describe('[TG-2] targets', () => {
  const labelled = [
    { target: 'Usdc', priority: 'urgent', attributes: { label: 'Stable coin', chain: 'eth' } },
    { target: 'weth', attributes: { label: 'Wrapped', chain: 'ETH' } },
    { target: 'dai', priority: 'low', attributes: { chain: 'eth' } },
    'plain',
  ]

  it('are searched and filtered in pages, over HTTP and by consoles alike', async () => {
    await using running = await withTargets(labelled)
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    await consumer.next('batch_reload')
    expect(await page(running, 'query=ETH')).toMatchObject({
      total: 4,
      matching: 3,
      attribute_names: ['chain', 'label'],
      targets: [{ target: 'Usdc' }, { target: 'dai' }, { target: 'weth' }],
    })
    expect(names(await page(running, 'query=STABLE'))).toEqual(['Usdc'])
    expect(names(await page(running, 'sort=-priority'))).toEqual(['dai', 'plain', 'weth', 'Usdc'])
    expect(names(await page(running, 'attribute=chain&value=eth'))).toEqual(['Usdc', 'dai'])
    expect(names(await page(running, 'attribute=label'))).toEqual(['Usdc', 'weth'])
    expect(names(await page(running, 'priority=medium&consumer_id=c1'))).toEqual(['plain', 'weth'])
    expect(names(await page(running, 'consumer_id=c2'))).toEqual([])
    const first = await page(running, 'sort=-target&limit=3')
    expect(names(first)).toEqual(['weth', 'plain', 'dai'])
    expect(names((await running.get(first.next!)) as TargetPage)).toEqual(['Usdc'])
    const { batch_id: batch } = await show(running, 'dai')
    consumer.send({ type: 'batch_status', batch_id: batch, status: 'error', message: 'no' })
    await expect.poll(async () => names(await page(running, 'status=error'))).toContain('dai')
    expect(await page(running, `batch_id=${batch}`)).toMatchObject({
      matching: (await page(running, 'status=error')).matching,
    })
    expect(await running.monitor.api.call('targets.page', { task_id: 1, query: 'ETH', start: 0, limit: 1000 })).toEqual(
      await page(running, 'query=ETH'),
    )
    expect(await running.get('/api/tasks/1/targets')).toHaveProperty('targets.0', {
      target: 'Usdc',
      priority: 'urgent',
      attributes: { chain: 'eth', label: 'Stable coin' },
    })
  })

  it('are none where nothing can match, and refused where nothing can be meant', async () => {
    await using running = await withTargets([{ target: 'İstanbul', attributes: { label: 'ＡＢ' } }, 'straße', 'x'])
    expect(await page(running, 'start=3')).toMatchObject({ total: 3, matching: 3, targets: [] })
    expect(await page(running, 'start=4000000&sort=-target')).toMatchObject({ matching: 3, targets: [] })
    expect(await page(running, `query=${'x'.repeat(256)}`)).toMatchObject({ matching: 0, targets: [] })
    for (const [query, expected] of [
      ['%C4%B0STAN', ['İstanbul']],
      ['STRASSE', []],
      ['%EF%BD%81', ['İstanbul']],
      ['ab', []],
      ['%00', []],
      ['X', ['x']],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect([query, names(await page(running, `query=${query}`))]).toEqual([query, expected])
    }
    for (const wrong of ['limit=0', 'start=-1', `query=${'x'.repeat(10_000)}`, 'sort=label']) {
      // oxlint-disable-next-line no-await-in-loop
      const { status } = await running.send('GET', `/api/tasks/1/targets?${wrong}`, undefined)
      expect([wrong, status]).toEqual([wrong, 422])
    }
  })

  it('are found while somebody types, in all tasks, those that begin with it first', async () => {
    await using running = await withTargets(labelled)
    await running.send('POST', '/api/tasks', { task_id: 2, name: 'Other' })
    await running.send('PUT', '/api/tasks/2/targets', { targets: ['ether', 'x-eth'] })
    const find = async (query: string, more = {}): Promise<FoundTarget[]> => [
      ...(await running.monitor.api.call('targets.find', { query, limit: 20, ...more })).targets,
    ]
    expect((await find('ETH')).map(({ task_id: task, target }) => [task, target])).toEqual([
      [1, 'Usdc'],
      [1, 'dai'],
      [1, 'weth'],
      [2, 'ether'],
      [2, 'x-eth'],
    ])
    expect(await find('wrap')).toMatchObject([{ target: 'weth', label: 'Wrapped', consumer_id: null }])
    expect((await find('eth', { task_id: 2, limit: 1 })).map(({ target }) => target)).toEqual(['ether'])
  })
})

describe('[WS-27] reports of single targets', () => {
  it('of a Python consumer are shown, counted and found; one that sends none goes on as before', async () => {
    await using running = await withTargets(Array.from({ length: 12 }, (_, i) => `t${i}`))
    const { url } = running.monitor.address
    const [speaking, silent] = ['speaking', 'silent'].map((id) => new ConsumerProcess(url, id, { task: 1 }))
    try {
      const own = (id: string) => page(running, `consumer_id=${id}`)
      await expect.poll(async () => (await own('speaking')).matching, { timeout: 20_000 }).toBeGreaterThan(0)
      await expect.poll(async () => (await own('silent')).matching, { timeout: 20_000 }).toBeGreaterThan(0)
      const [mine, foreign] = [names(await own('speaking')), names(await own('silent'))]
      speaking!.command(`target ${mine[0]} error connection refused`)
      speaking!.command(`target ${mine[1]} running`)
      speaking!.command(`target ${foreign[0]} error not mine`)
      await expect
        .poll(async () => page(running, 'report=error'), { timeout: 10_000 })
        .toMatchObject({
          matching: 1,
          targets: [{ target: mine[0], report: { status: 'error', message: 'connection refused', value: null } }],
        })
      expect(await show(running, mine[0]!)).toMatchObject({ report: { status: 'error' } })
      const { batch_id: batch } = await show(running, mine[0]!)
      const consumer = () => running.get('/api/consumers/speaking')
      await expect.poll(consumer, { timeout: 5000 }).toMatchObject({ targets_in_error: 1 })
      const { batches } = (await consumer()) as { batches: { batch_id: number }[] }
      expect(batches.find(({ batch_id: id }) => id === batch)).toMatchObject({ targets_in_error: 1 })
      expect(await running.get('/api/consumers/silent')).not.toHaveProperty('targets_in_error')
      const metrics = await (await fetch(`${url}/metrics`)).text()
      expect(metrics).toContain('batchdeck_target_reports{status="error"} 1')
      expect(metrics).not.toContain('batchdeck_target_reports_strange_total 0')
      expect(silent!.events.filter(({ event }) => event === 'error')).toEqual([])

      // Who takes it over begins anew.
      await speaking!.kill()
      await running.monitor.api.call('consumers.drain', { consumers: ['speaking'] })
      await expect.poll(async () => (await show(running, mine[0]!)).consumer_id, { timeout: 20_000 }).toBe('silent')
      await expect.poll(async () => (await page(running, 'report=error')).matching).toBe(0)
      expect(await consumer()).not.toHaveProperty('targets_in_error')
    } finally {
      await Promise.all([speaking!.kill(), silent!.kill()])
    }
  })

  it('come with batch_status, too, and what is wrong with one spoils no other', async () => {
    await using running = await withTargets(['a', 'b'])
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    await consumer.next('batch_reload')
    const { batch_id: batch } = await show(running, 'a')
    const targets = [{ target: 'a', status: 'error', message: 'm'.repeat(2000), value: 7 }, { target: 'b' }]
    consumer.send({ type: 'batch_status', batch_id: batch, status: 'running', message: '', targets })
    expect(await consumer.next('error')).toMatchObject({ code: 'INVALID_MESSAGE' })
    await expect
      .poll(async () => (await show(running, 'a')).report)
      .toMatchObject({ status: 'error', message: 'm'.repeat(1024), value: 7 })
    await expect.poll(() => running.get('/api/consumers/c1')).toMatchObject({ targets_in_error: 1 })
    await running.send('PATCH', '/api/tasks/1/targets', { remove: ['a'] })
    await expect.poll(() => running.get('/api/consumers/c1')).not.toHaveProperty('targets_in_error')
  })
})
