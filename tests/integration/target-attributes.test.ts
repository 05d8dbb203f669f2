import { describe, expect, it } from 'vitest'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

const path = '/api/tasks/1'
const lower = '0xdac17f958d2ee523a2206206994597c13d831ec7'
const upper = `0x${lower.slice(2).toUpperCase()}`
const mint = 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v'
const csv = { 'content-type': 'text/csv' }

async function withTask(options: object = {}): Promise<RunningMonitor> {
  const running = await runMonitor({ 'monitor.liveness.member-debounce': '0s' })
  await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch', ...options })
  return running
}

/** With headers of one's own. */
async function ask(running: RunningMonitor, url: string, init: RequestInit = {}) {
  const response = await fetch(`http://${running.monitor.address.host}:${running.monitor.address.port}${url}`, init)
  return { status: response.status, etag: response.headers.get('etag')!, text: await response.text() }
}

describe('attributes of targets', () => {
  it('[AT-4] come with the batches where they are asked for, and the ETag follows them only there', async () => {
    await using running = await withTask()
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    await ask(running, `${path}/targets`, { method: 'PUT', headers: csv, body: 'target,label\na,one\nb,\n' })
    expect(await consumer.next('batch_reload')).toMatchObject({ epoch: 1 })
    const batches = `${path}/batches?consumer_id=c1`
    const plain = await ask(running, batches)
    expect(JSON.parse(plain.text)).toEqual({
      task_id: 1,
      epoch: 1,
      batches: [
        { batch_id: 1, consumer_id: 'c1', priority: 'medium', status: 'pending', progress: 0, targets: ['a', 'b'] },
      ],
    })
    const described = await ask(running, `${batches}&attributes=true`)
    expect(JSON.parse(described.text)).toMatchObject({ batches: [{ attributes: { a: { label: 'one' } } }] })
    expect(described.etag).not.toBe(plain.etag)

    // Nobody is told of it, so nobody has to answer.
    const changed = await ask(running, `${path}/targets`, {
      method: 'PUT',
      headers: csv,
      body: 'target,label\na,other\nb,two\n',
    })
    expect(JSON.parse(changed.text)).toMatchObject({
      published: true,
      epoch: 2,
      consumers_told: [],
      counts: { described: 2, added: 0, batches_changed: 0, moved_batch: 0 },
    })
    expect(await running.get(`${path}/epochs/2`)).toMatchObject({
      state: 'settled',
      cause: 'target import: 2 described',
      causes: [{ kind: 'import', added: 0, removed: 0, described: 2 }],
      rollout: [],
    })
    const fresh = { headers: { 'if-none-match': `${plain.etag}, ${described.etag}` } }
    expect(await ask(running, batches, fresh)).toMatchObject({ status: 304 })
    const again = await ask(running, `${batches}&attributes=true`, fresh)
    expect(again.status).toBe(200)
    expect(JSON.parse(again.text)).toMatchObject({
      batches: [{ attributes: { a: { label: 'other' }, b: { label: 'two' } } }],
    })
  })

  it('[AT-4] a next page asks for them, too', async () => {
    await using running = await withTask({ batch_size: 1 })
    await running.send('PUT', `${path}/targets`, { targets: ['a', { target: 'b', attributes: { label: 'B' } }] })
    const first = (await running.get(`${path}/batches?attributes=true&limit=1`)) as { next: string }
    const second = (await running.get(first.next)) as { batches: { attributes: object }[] }
    const all = [first, second].flatMap((page) => (page as typeof second).batches.map((batch) => batch.attributes))
    expect(all).toHaveLength(2)
    expect(all).toContainEqual({ b: { label: 'B' } })
  })

  it.each(['text/plain', 'text/csv', 'application/json', 'application/x-ndjson'])(
    '[AT-3] [HT-1] a target set that is had as %s can be put back, and nothing has changed',
    async (type) => {
      await using running = await withTask()
      const targets = [{ target: 'a', priority: 'high', attributes: { label: 'A, "a"' } }, { target: 'b' }, '#c']
      await running.send('PUT', `${path}/targets`, { targets })
      const got = await ask(running, `${path}/targets`, { headers: { accept: type } })
      expect(got.status).toBe(200)
      const put = { method: 'PUT', headers: { 'content-type': type }, body: got.text }
      const { published, counts } = JSON.parse((await ask(running, `${path}/targets`, put)).text) as {
        published: boolean
        counts: object
      }
      // Plain text has no room for priorities: who is not rated in a list is medium.
      expect(published).toBe(type === 'text/plain')
      expect(counts).toMatchObject({ added: 0, removed: 0, described: 0, rerated: type === 'text/plain' ? 1 : 0 })
    },
  )
})

describe('identity of a task', () => {
  it('[ID-2] [EP-9] is an option: looked at, and changed with an epoch that says so', async () => {
    await using running = await withTask()
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    await running.send('PUT', `${path}/targets`, { targets: [upper, { target: lower, priority: 'high' }, mint] })
    expect(await consumer.next('batch_reload')).toMatchObject({ epoch: 1 })
    const preview = await running.send('PATCH', `${path}?dry_run=true`, { identity: 'auto' })
    expect(preview.body).toMatchObject({ changed: true, counts: { targets: 2, added: 0, removed: 1 } })
    expect(await running.get(path)).toMatchObject({ epoch: 1, identity: 'exact' })
    const changed = await running.send('PATCH', path, { identity: 'auto' })
    expect(changed.body).toMatchObject({ task: { epoch: 2, identity: 'auto', targets: 2 } })
    expect(await consumer.next('batch_reload')).toMatchObject({ epoch: 2, message: 'options: identity exact → auto' })
    // A chain that was taken off is no part of what is looked for, typed whole or begun.
    for (const query of [`eth:${upper}`, `EIP155:1:${upper.slice(0, 12)}`]) {
      expect(await running.get(`${path}/targets?query=${query}`)).toMatchObject({ matching: 1 })
      expect(await running.get(`${path}/targets?query=x${query}x`)).toMatchObject({ matching: 0 })
    }
    // A list with the other spelling is no change, and neither spelling is missed where a target goes.
    const same = await running.send('PUT', `${path}/targets`, {
      targets: [{ target: upper, priority: 'high' }, mint],
    })
    expect(same.body).toMatchObject({ published: false })
    const gone = await running.send('PATCH', `${path}/targets`, { remove: [`eth:${upper}`] })
    expect(gone.body).toMatchObject({ published: true, counts: { targets: 1, removed: 1 } })
    expect((await running.send('PATCH', path, { identity: 'dns' })).status).toBe(422)
  })

  it('[ID-1] of a new task is that of the settings unless it is told; what changes no target makes no epoch', async () => {
    await using running = await runMonitor({ 'monitor.targets.identity': 'auto' })
    expect((await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })).body).toMatchObject({
      identity: 'auto',
    })
    const other = await running.send('POST', '/api/tasks', { task_id: 2, name: 'Other', identity: 'exact' })
    expect(other.body).toMatchObject({ identity: 'exact' })
    await running.send('PUT', `${path}/targets`, { targets: [upper, lower, mint] })
    expect(await running.get(`${path}/targets`)).toMatchObject({ epoch: 1, targets: [upper, mint] })
    expect((await running.send('PATCH', path, { identity: 'evm' })).body).toMatchObject({
      task: { identity: 'evm', epoch: 1 },
      publication: null,
    })
  })
})
