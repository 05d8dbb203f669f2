import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EventResource } from '../../src/contract/events.ts'
import type { ListEdit } from '../../src/contract/resources/import.ts'
import type { TaskResource } from '../../src/contract/resources/task.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsole } from './test-console.ts'
import { TestConsumer } from './test-consumer.ts'

const path = '/api/tasks/1'
const many = Array.from({ length: 500 }, (_, i) => `target-${String(i).padStart(3, '0')}`)

async function withTargets(targets: readonly unknown[], given = {}, folder?: string): Promise<RunningMonitor> {
  const running = await runMonitor(given, folder)
  await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
  if (targets.length > 0) await running.send('PUT', `${path}/targets`, { targets })
  return running
}

const targetsOf = async (running: RunningMonitor) =>
  ((await running.get(`${path}/targets`)) as { targets: unknown[] }).targets

const task = async (running: RunningMonitor, taskId = 1) => (await running.get(`/api/tasks/${taskId}`)) as TaskResource

const operatorEvents = async (running: RunningMonitor, action: string) => {
  const { events } = (await running.get('/api/events?type=operator&order=asc')) as { events: EventResource[] }
  return events.map(({ data }) => data as Record<string, unknown>).filter((data) => data['action'] === action)
}

/** A list as a console sends it; answers its number. */
async function sent(
  console: TestConsole,
  body: string,
  more: { readonly edit?: ListEdit; readonly task?: object } = {},
): Promise<number> {
  const of = more.task === undefined ? { task_id: 1 } : {}
  const opened = await console.call('import.open', { ...of, ...more, format: 'text', total_bytes: null })
  const { import_id } = opened.result as { import_id: number }
  await console.call('import.piece', { import_id, piece: body })
  await console.call('import.close', { import_id })
  return import_id
}

describe('a list that is added or removed', () => {
  it('[CH-1] is added over HTTP in any format, after a look at it: who is there stays, with the priority it has', async () => {
    await using running = await withTargets(['a', { target: 'b', priority: 'urgent' }])
    const csv = async (query: string, body: string) => {
      const headers = { 'content-type': 'text/csv' }
      const response = await fetch(`${running.monitor.address.url}${path}/targets${query}`, {
        method: 'PATCH',
        headers,
        body,
      })
      return (await response.json()) as Record<string, unknown>
    }
    const list = 'b\nc,low\na,high\n'
    expect(await csv('?edit=add&dry_run=true', list)).toMatchObject({
      counts: { added: 1, removed: 0, rerated: 1, targets: 3 },
      guard: null,
      not_found: 0,
      added_targets: [{ target: 'c', priority: 'low', attributes: null, was: null }],
      removed_targets: [],
      rerated_targets: [{ target: 'a', priority: 'high', was: { priority: 'medium', attributes: null } }],
      described_targets: [],
    })
    expect(await csv('?edit=add', list)).toMatchObject({ published: true, counts: { added: 1, rerated: 1 } })
    expect(await targetsOf(running)).toEqual([
      { target: 'a', priority: 'high' },
      { target: 'b', priority: 'urgent' },
      { target: 'c', priority: 'low' },
    ])
    expect(await running.get(`${path}/epochs/2`)).toMatchObject({ causes: [{ kind: 'change', added: 1, removed: 0 }] })
  })

  it('[CH-1] is removed, whatever is said of its targets; of those that are not there it says how many and which', async () => {
    await using running = await withTargets(['a', 'b', 'c', 'd'])
    const lines = ['b', ...Array.from({ length: 25 }, (_, i) => `gone-${i}`), 'd', 'gone-3'].join('\n')
    const preview = await running.send('PATCH', `${path}/targets?edit=remove&dry_run=true`, lines)
    const notFound = Array.from({ length: 20 }, (_, i) => `gone-${i}`)
    const findings = { not_found: 25, not_found_targets: notFound, duplicates: 1 }
    expect(preview.body).toMatchObject({ counts: { added: 0, removed: 2 }, ...findings })
    const { body } = await running.send('PATCH', `${path}/targets?edit=remove`, lines)
    expect(body).toMatchObject({ published: true, counts: { removed: 2 }, ...findings })
    expect(await targetsOf(running)).toEqual(['a', 'c'])
    const again = await running.send('PATCH', `${path}/targets`, { remove: ['b', 'a'], add: ['a'] })
    expect(again.body).toMatchObject({ published: false, epoch: 2, not_found: 1, not_found_targets: ['b'] })
    // Nor is what can be nobody's target.
    const odd = await running.send('PATCH', `${path}/targets`, { remove: ['c', 'gone', null, 5, 'x y', { id: 'a' }] })
    expect(odd.body).toMatchObject({ counts: { removed: 1, targets: 1 }, not_found: 5 })
    expect(odd.body).toMatchObject({ not_found_targets: ['gone', 'null', '5', '"x y"', '{"id":"a"}'] })
  })

  it('[CH-1] without edit a body is JSON that says both, and a list is refused with what helps', async () => {
    await using running = await withTargets(['a'])
    expect(await running.send('PATCH', `${path}/targets`, 'b')).toMatchObject({
      status: 415,
      body: { detail: expect.stringContaining('edit=add') },
    })
    expect(await running.send('PATCH', `${path}/targets?edit=replace`, 'b')).toMatchObject({ status: 422 })
    expect((await running.send('PATCH', `${path}/targets?edit=add`, ['b', 'c'])).body).toMatchObject({ epoch: 2 })
    expect(await targetsOf(running)).toEqual(['a', 'b', 'c'])
  })

  it('[CH-1] a console sends it once, looks at it as each of these, and applies one', async () => {
    await using running = await withTargets(['a', 'b', 'c'])
    await using console = await TestConsole.open(running.monitor.address.url)
    const import_id = await sent(console, 'c\nd\n', { edit: 'add' })
    const preview = async (edit?: ListEdit) =>
      (await console.call('import.preview', { import_id, ...(edit && { edit }) })).result
    expect(await preview()).toMatchObject({ counts: { added: 1, removed: 0, targets: 4 } })
    expect(await preview('replace')).toMatchObject({ counts: { added: 1, removed: 2, targets: 2 } })
    expect(await preview('remove')).toMatchObject({ counts: { added: 0, removed: 1 }, not_found_targets: ['d'] })
    expect(await console.call('import.preview', { import_id, edit: 'change' })).toMatchObject({
      ok: false,
      problem: { code: 'CONFLICT', reason: 'list_is_no_change' },
    })
    // It is what was looked at last.
    expect(await console.call('import.apply', { import_id, base_epoch: 1 })).toMatchObject({
      ok: true,
      result: { published: true, epoch: 2, counts: { removed: 1 } },
    })
    expect(await targetsOf(running)).toEqual(['a', 'b'])
    expect(await operatorEvents(running, 'import.apply')).toMatchObject([{}, { removed: 1, epoch: 2 }])
  })
})

describe('the guard', () => {
  it.each([
    ['an empty body', '', ''],
    ['an empty list', '', []],
    ['a list without targets', '', { targets: [] }],
    ['only bad lines', '?on_invalid=skip', 'a b\nc d\n'],
  ])('[CH-2] %s empties no task that is not told so', async (_, query, list) => {
    await using running = await withTargets(['a', 'b'])
    const url = `${path}/targets${query}`
    const and = query === '' ? '?' : '&'
    expect(await running.send('PUT', url, list)).toMatchObject({
      status: 409,
      body: {
        code: 'GUARDED',
        detail: 'This removes all 2 targets; confirm exactly 2 to go on. Nothing was changed.',
        context: {
          base_epoch: 1,
          guard: { removed: 2, of: 2, limit: 50, empties: true },
          removed_targets: [{ target: 'a' }, { target: 'b' }],
        },
      },
    })
    expect(await running.send('PUT', `${url}${and}dry_run=true`, list)).toMatchObject({
      status: 200,
      body: { guard: { removed: 2, empties: true } },
    })
    expect(await running.send('PUT', `${url}${and}confirm=removed:3`, list)).toMatchObject({ status: 409 })
    for (const odd of ['2', 'removed:', 'removed:02', 'removed:-2', 'removed:2x']) {
      expect(await running.send('PUT', `${url}${and}confirm=${odd}`, list)).toMatchObject({ status: 422 })
    }
    expect(await targetsOf(running)).toEqual(['a', 'b'])
    expect(await running.send('PUT', `${url}${and}confirm=removed:2`, list)).toMatchObject({
      status: 200,
      body: { published: true, epoch: 2, guard: { removed: 2 }, counts: { targets: 0 } },
    })
    const events = await operatorEvents(running, 'import.apply')
    expect(events.filter(({ outcome }) => outcome === 'GUARDED')).toHaveLength(2)
    expect(events.at(-1)).toMatchObject({ outcome: 'ok', removed: 2, confirmed: 2 })
  })

  it('[CH-2] a header-only table empties nothing either', async () => {
    await using running = await withTargets(['a'])
    const response = await fetch(`${running.monitor.address.url}${path}/targets`, {
      method: 'PUT',
      headers: { 'content-type': 'text/csv' },
      body: 'target,priority\n',
    })
    expect([response.status, await response.json()]).toMatchObject([409, { code: 'GUARDED' }])
  })

  it('[CH-2] beyond half of the targets, and more than 100, a change in any way has to be confirmed', async () => {
    await using running = await withTargets(many)
    const half = many.slice(250)
    const less = many.slice(251)
    const guard = { removed: 251, of: 500, limit: 50, empties: false }
    expect(await running.send('PUT', `${path}/targets`, { targets: less })).toMatchObject({
      status: 409,
      body: { code: 'GUARDED', context: { guard } },
    })
    expect(await running.send('PATCH', `${path}/targets`, { remove: many.slice(0, 251) })).toMatchObject({
      status: 409,
      body: { context: { guard } },
    })
    expect(await running.send('PUT', `${path}/targets`, { targets: half })).toMatchObject({ status: 200 })
    await running.send('PUT', `${path}/targets`, { targets: many })
    // Epoch 4 has ten targets: the way back to it takes 490 away.
    const few = many.slice(0, 10)
    await running.send('PUT', `${path}/targets?confirm=removed:490`, { targets: few })
    await running.send('PATCH', `${path}/targets`, { add: many })
    for (const [way, body] of [
      ['rollback', { epoch: 4 }],
      ['undo', {}],
    ] as const) {
      expect(await running.send('POST', `${path}/${way}`, body)).toMatchObject({
        status: 409,
        body: { code: 'GUARDED', context: { guard: { removed: 490 } } },
      })
      expect(await running.send('POST', `${path}/${way}?dry_run=true`, body)).toMatchObject({
        status: 200,
        body: { guard: { removed: 490, of: 500 } },
      })
    }
    expect(await running.send('POST', `${path}/rollback?confirm=removed:490`, { epoch: 4 })).toMatchObject({
      body: { epoch: 6, guard: { removed: 490 } },
    })
    expect((await operatorEvents(running, 'rollback.apply')).at(-1)).toMatchObject({ outcome: 'ok', confirmed: 490 })
  })

  it('[CH-2] a task may say itself how much may go, also anything; it outlives a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'batchdeck-test-'))
    try {
      await using running = await withTargets(many, { 'monitor.guard.max-removed': 80 }, folder)
      const fewer = { targets: many.slice(0, 300) }
      const guarded = async (on: RunningMonitor) =>
        ((await on.send('PUT', `${path}/targets?dry_run=true`, fewer)).body as { guard: object | null }).guard
      expect(await guarded(running)).toBeNull()
      const changed = await running.send('PATCH', path, { guard: 30 })
      expect(changed.body).toMatchObject({ task: { guard: 30, epoch: 1 }, publication: null })
      expect(await guarded(running)).toEqual({ removed: 200, of: 500, limit: 30, empties: false })
      await running.monitor.close()
      await using again = await runMonitor({}, folder)
      expect(await again.get(path)).toMatchObject({ guard: 30 })
      expect(await guarded(again)).toMatchObject({ limit: 30 })
      await again.send('PATCH', path, { guard: 0 })
      expect(await again.send('PUT', `${path}/targets`, [])).toMatchObject({ status: 200, body: { guard: null } })
      await again.send('PATCH', path, { guard: null })
      expect(await again.get(path)).toMatchObject({ guard: null, epoch: 2 })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('[CH-2] what was confirmed is refused again where it has become another number meanwhile', async () => {
    await using running = await withTargets(many)
    await using first = await TestConsole.open(running.monitor.address.url)
    await using second = await TestConsole.open(running.monitor.address.url)
    const list = many.slice(0, 100).join('\n')
    const [a, b] = [await sent(first, list), await sent(second, list)]
    const apply = (console: TestConsole, import_id: number, removed?: number) =>
      console.call('import.apply', { import_id, ...(removed !== undefined && { confirm: { removed } }) })
    expect(await apply(first, a)).toMatchObject({ problem: { code: 'GUARDED', detail: { guard: { removed: 400 } } } })
    await running.send('PATCH', `${path}/targets`, { remove: many.slice(-50) })
    expect(await apply(first, a, 400)).toMatchObject({
      problem: { code: 'GUARDED', values: { removed: 350, of: 450 }, detail: { base_epoch: 2 } },
    })
    // Both confirm the same: only for one of them is there still anything to remove.
    const both = await Promise.all([apply(first, a, 350), apply(second, b, 350)])
    expect(both.map(({ result }) => (result as { published: boolean }).published)).toEqual([true, false])
    expect(await targetsOf(running)).toHaveLength(100)
  })

  it('[CH-2] what members do, and a sync, is none of its business', async () => {
    await using running = await withTargets(many, { 'monitor.liveness.member-debounce': '0s' })
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    expect(await consumer.next('batch_reload')).toMatchObject({ epoch: 2 })
    expect(await running.send('POST', `${path}/sync`, { rebalance: true })).toMatchObject({
      status: 200,
      body: { guard: null },
    })
  })
})

describe('undo', () => {
  it('[EP-12] takes the last change of targets back, after a look at it, and itself is undone the same way', async () => {
    await using running = await withTargets(['a', { target: 'b', priority: 'high' }, 'c'])
    const before = await targetsOf(running)
    await running.send('PATCH', `${path}/targets`, { add: ['d', { target: 'b', priority: 'low' }], remove: ['a'] })
    const after = await targetsOf(running)
    const { undo } = await task(running)
    expect(undo).toMatchObject({ epoch: 2, added: 1, removed: 1, causes: [{ kind: 'change' }] })
    expect(undo!.until - Date.now()).toBeGreaterThan(9 * 60_000)
    // What members and options do meanwhile stays as it is.
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    expect(await consumer.next('batch_reload')).toMatchObject({ epoch: 3 })
    await running.send('PATCH', path, { batch_size: 2 })
    expect((await task(running)).undo).toEqual(undo)
    expect((await running.send('POST', `${path}/undo?dry_run=true`, {})).body).toMatchObject({
      base_epoch: 4,
      counts: { added: 1, removed: 1, rerated: 1 },
      added_targets: [{ target: 'a' }],
      removed_targets: [{ target: 'd' }],
      rerated_targets: [{ target: 'b', priority: 'high', was: { priority: 'low' } }],
    })
    expect(await running.send('POST', `${path}/undo`, { base_epoch: 3 })).toMatchObject({
      status: 409,
      body: { code: 'STALE_EPOCH', context: { base_epoch: 4 } },
    })
    expect((await running.send('POST', `${path}/undo`, { base_epoch: 4, epoch: 2 })).body).toMatchObject({
      published: true,
      epoch: 5,
    })
    expect(await targetsOf(running)).toEqual(before)
    expect(await running.get(`${path}/epochs/5`)).toMatchObject({
      cause: 'undo of 2: +1 −1',
      causes: [{ kind: 'undo', of: 2, added: 1, removed: 1 }],
      counts: { consumers: 1 },
    })
    expect(await task(running)).toMatchObject({ batch_size: 2, undo: { epoch: 5 } })
    expect(await running.send('POST', `${path}/undo`, { epoch: 2 })).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT', detail: expect.stringContaining('epoch 5') },
    })
    await running.send('POST', `${path}/undo`, {})
    expect(await targetsOf(running)).toEqual(after)
    expect(await operatorEvents(running, 'undo.apply')).toMatchObject([
      { outcome: 'STALE_EPOCH' },
      { outcome: 'ok', epoch: 5, added: 1, removed: 1 },
      { outcome: 'CONFLICT', epoch: 2 },
      { outcome: 'ok', epoch: 6 },
    ])
  })

  it('[EP-12] there is nothing to undo before the first list; that one is, with a confirmation', async () => {
    await using running = await withTargets([])
    expect(await running.send('POST', `${path}/undo`, {})).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT', detail: expect.stringContaining('Nothing to undo') },
    })
    await running.send('PUT', `${path}/targets`, 'a\nb\n')
    expect(await running.send('POST', `${path}/undo`, {})).toMatchObject({ status: 409, body: { code: 'GUARDED' } })
    expect(await running.send('POST', `${path}/undo?confirm=removed:2`, {})).toMatchObject({ status: 200 })
    expect(await targetsOf(running)).toEqual([])
    expect(await running.send('POST', `${path}/undo`, {})).toMatchObject({
      status: 200,
      body: { counts: { added: 2 } },
    })
  })

  it('[EP-12] it can be undone after a restart, and consoles are shown when it can', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'batchdeck-test-'))
    try {
      await using running = await withTargets(['a', 'b'], {}, folder)
      await using console = await TestConsole.open(running.monitor.address.url)
      expect(console.data?.tasks.get(1)?.undo).toMatchObject({ epoch: 1 })
      await running.send('PATCH', `${path}/targets`, { remove: ['b'] })
      await expect.poll(() => console.data?.tasks.get(1)?.undo).toMatchObject({ epoch: 2, removed: 1 })
      const { undo } = await task(running)
      await running.monitor.close()
      await using again = await runMonitor({}, folder)
      expect((await task(again)).undo).toEqual(undo)
      expect((await again.send('POST', `${path}/undo`, {})).body).toMatchObject({
        published: true,
        counts: { added: 1 },
      })
      expect(await targetsOf(again)).toEqual(['a', 'b'])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('another identity', () => {
  const address = `0x${'ab'.repeat(20)}`
  /** All of one address. */
  const spellings = Array.from({ length: 300 }, (_, i) => {
    const bits = i.toString(2).padStart(10, '0')
    return `0x${Array.from('ab'.repeat(5), (digit, at) => (bits[at] === '1' ? digit.toUpperCase() : digit)).join('')}${'ab'.repeat(15)}`
  })

  it('[CH-2] [EP-12] [ID-2] that makes one of several is guarded like any removal, undone, and done again', async () => {
    await using running = await withTargets(spellings)
    await using console = await TestConsole.open(running.monitor.address.url)
    const preview = await running.send('PATCH', `${path}?dry_run=true`, { identity: 'evm' })
    expect(preview.body).toMatchObject({
      guard: { removed: 299, of: 300, limit: 50, empties: false },
      removed_targets: { length: 100 },
    })
    const page = await console.call('preview.targets', {
      task_id: 1,
      identity: 'evm',
      list: 'removed',
      start: 290,
      limit: 100,
    })
    expect(page.result).toMatchObject({ total: 299, targets: { length: 9 } })
    const refused = await running.send('PATCH', path, { identity: 'evm' })
    expect(refused).toMatchObject({ status: 409, body: { code: 'GUARDED', context: { guard: { removed: 299 } } } })
    expect(await running.send('PATCH', `${path}?confirm=removed:298`, { identity: 'evm' })).toMatchObject({
      status: 409,
    })
    expect(await console.call('task.change', { task_id: 1, options: { identity: 'evm' } })).toMatchObject({
      problem: { code: 'GUARDED' },
    })
    expect(await task(running)).toMatchObject({ identity: 'exact', epoch: 1, targets: 300 })
    const done = await console.call('task.change', {
      task_id: 1,
      options: { identity: 'evm', name: 'Renamed' },
      confirm: { removed: 299 },
    })
    expect(done.result).toMatchObject({
      task: { identity: 'evm', targets: 1 },
      publication: { guard: { removed: 299 } },
    })
    expect((await operatorEvents(running, 'task.change')).at(-1)).toMatchObject({ removed: 299, confirmed: 299 })
    expect(await targetsOf(running)).toEqual([address])

    const { undo } = await task(running)
    expect(undo).toMatchObject({ epoch: 2, added: 0, removed: 299, causes: [{ kind: 'options' }] })
    expect((await running.send('POST', `${path}/undo?dry_run=true`, {})).body).toMatchObject({
      counts: { added: 299, removed: 0, targets: 300 },
      guard: null,
    })
    expect(await running.send('POST', `${path}/undo`, { base_epoch: 1 })).toMatchObject({
      status: 409,
      body: { context: { counts: { added: 299 } } },
    })
    expect((await running.send('POST', `${path}/undo`, {})).body).toMatchObject({ published: true, epoch: 3 })
    expect(await task(running)).toMatchObject({ identity: 'exact', name: 'Renamed', undo: { epoch: 3 } })
    expect((await targetsOf(running)).toSorted()).toEqual(spellings.toSorted())
    expect(await running.get(`${path}/epochs/3`)).toMatchObject({
      cause: 'undo of 2: +299; options: identity evm → exact',
    })

    expect(await running.send('POST', `${path}/undo`, {})).toMatchObject({ body: { code: 'GUARDED' } })
    expect(await running.send('POST', `${path}/undo?confirm=removed:299`, {})).toMatchObject({ status: 200 })
    expect(await task(running)).toMatchObject({ identity: 'evm', targets: 1 })
    expect(await targetsOf(running)).toEqual([address])
  })

  it('[EP-12] what is offered to be undone can be, with one epoch kept, over a restart and whatever else is done', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'batchdeck-test-'))
    try {
      const kept = { 'monitor.retention.epochs': 1 }
      await using running = await withTargets(['a', 'b'], kept, folder)
      await running.send('PATCH', `${path}/targets`, { add: ['c'], remove: ['a'] })
      await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
      expect(await consumer.next('batch_reload')).toMatchObject({ epoch: 3 })
      await running.send('PATCH', path, { name: 'Other', batch_size: 1 })
      expect(await task(running)).toMatchObject({ epoch: 4, undo: { epoch: 2 } })
      await running.monitor.close()
      await using again = await runMonitor(kept, folder)
      expect(await task(again)).toMatchObject({ undo: { epoch: 2 } })
      expect((await again.send('POST', `${path}/undo?dry_run=true`, {})).status).toBe(200)
      const { undo } = await task(again)
      expect((await again.send('POST', `${path}/undo`, { epoch: undo!.epoch })).body).toMatchObject({ published: true })
      expect(await targetsOf(again)).toEqual(['a', 'b'])
      // And so is that, and what is no longer needed is gone.
      const { epoch } = await task(again)
      const { epochs } = (await again.get(`${path}/epochs`)) as { epochs: { epoch: number }[] }
      expect(epochs.map((one) => one.epoch)).toEqual([epoch])
      await again.send('POST', `${path}/undo`, {})
      expect(await targetsOf(again)).toEqual(['b', 'c'])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('the lists of a preview', () => {
  it('[CH-3] name every target that comes, goes, or has another priority: in order, by page, searched', async () => {
    await using running = await withTargets(many)
    await using console = await TestConsole.open(running.monitor.address.url)
    const fresh = Array.from({ length: 150 }, (_, i) => `New-${String(i).padStart(3, '0')}`)
    const import_id = await sent(console, [...fresh, ...many.slice(300)].toReversed().join('\n'))
    const preview = (await console.call('import.preview', { import_id })).result as Record<string, { target: string }[]>
    expect(preview['added_targets']!.map(({ target }) => target)).toEqual(fresh.slice(0, 100))
    expect(preview['removed_targets']!.map(({ target }) => target)).toEqual(many.slice(0, 100))
    const page = async (query: object) => {
      const { result } = await console.call('preview.targets', { import_id, start: 0, limit: 20, ...query })
      const { targets, ...figures } = result as { targets: { target: string }[] }
      return { ...figures, targets: targets.map(({ target }) => target) }
    }
    expect(await page({ list: 'added', start: 140 })).toEqual({
      base_epoch: 1,
      total: 150,
      matching: 150,
      targets: fresh.slice(140),
    })
    expect(await page({ list: 'removed', query: 'TARGET-29', limit: 5 })).toEqual({
      base_epoch: 1,
      total: 300,
      matching: 10,
      targets: many.slice(290, 295),
    })
    expect(await page({ list: 'rerated' })).toMatchObject({ total: 0, targets: [] })
    // As another edit the same list does something else; several pages are asked for at once.
    const [added, removed] = await Promise.all([
      page({ list: 'added', edit: 'add' }),
      page({ list: 'removed', edit: 'remove', limit: 1 }),
    ])
    expect([added, removed]).toMatchObject([{ total: 150 }, { total: 200, targets: [many[300]] }])
    await console.call('import.apply', { import_id, confirm: { removed: 300 } })
    expect(await console.call('preview.targets', { import_id, list: 'added', start: 0, limit: 1 })).toMatchObject({
      problem: { code: 'UNKNOWN_IMPORT' },
    })
  })

  it('[CH-3] are there of a rollback and of undoing, too', async () => {
    await using running = await withTargets(['a', 'b'])
    await running.send('PUT', `${path}/targets`, [{ target: 'b', priority: 'urgent' }, 'c'])
    await using console = await TestConsole.open(running.monitor.address.url)
    const page = async (of: object) => (await console.call('preview.targets', { start: 0, limit: 9, ...of })).result
    const there = { target: 'b', priority: 'medium', was: { priority: 'urgent', attributes: null } }
    for (const of of [{ task_id: 1 }, { task_id: 1, epoch: 1 }]) {
      expect(await page({ ...of, list: 'added' })).toMatchObject({
        base_epoch: 2,
        targets: [{ target: 'a', was: null }],
      })
      expect(await page({ ...of, list: 'rerated' })).toMatchObject({ total: 1, targets: [there] })
    }
    for (const of of [{}, { task_id: 1, import_id: 1 }]) {
      expect(await console.call('preview.targets', { ...of, list: 'added', start: 0, limit: 9 })).toMatchObject({
        problem: { code: 'INVALID_MESSAGE' },
      })
    }
  })
})

describe('the first list of a new task', () => {
  it('[CH-4] is previewed without a task, and makes it with its first epoch when it is applied', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'batchdeck-test-'))
    try {
      await using running = await runMonitor({}, folder)
      await using console = await TestConsole.open(running.monitor.address.url)
      await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
      const import_id = await sent(console, 'a\nb\nc\n', { task: { name: ' New ', batch_size: 2 } })
      expect(await console.call('import.preview', { import_id })).toMatchObject({
        ok: true,
        result: {
          task_id: 1,
          base_epoch: 0,
          counts: { added: 3, batches: 2, consumers: 1 },
          consumers_touched: ['c1'],
        },
      })
      expect(await console.call('preview.targets', { import_id, list: 'added', start: 2, limit: 5 })).toMatchObject({
        result: { total: 3, targets: [{ target: 'c' }] },
      })
      expect(await running.get('/api/tasks')).toEqual({ tasks: [] })
      expect(await running.get('/api/imports')).toMatchObject({ imports: [{ task_id: null }] })
      expect(await console.call('import.apply', { import_id, base_epoch: 0 })).toMatchObject({
        ok: true,
        result: { task_id: 1, published: true, epoch: 1, consumers_told: ['c1'] },
      })
      expect(await consumer.next('batch_reload')).toMatchObject({ task_id: 1, epoch: 1 })
      await expect.poll(() => console.data?.tasks.get(1)).toMatchObject({ name: 'New', targets: 3, batch_size: 2 })
      // No task gets its number again.
      expect((await running.send('POST', '/api/tasks', { name: 'Next' })).body).toMatchObject({ task_id: 2 })
      await running.monitor.close()
      await using again = await runMonitor({}, folder)
      expect(await task(again)).toMatchObject({ name: 'New', epoch: 1, targets: 3 })
      expect((await again.send('POST', '/api/tasks', { name: 'Third' })).body).toMatchObject({ task_id: 3 })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('[CH-4] what comes to nothing leaves no task', async () => {
    await using running = await withTargets(['a'])
    await using console = await TestConsole.open(running.monitor.address.url)
    const open = (of: object) => console.call('import.open', { ...of, format: 'text', total_bytes: null })
    expect(await open({ task: { name: 'Same', task_id: 1 } })).toMatchObject({ problem: { code: 'TASK_EXISTS' } })
    for (const of of [{}, { task_id: 1, task: { name: 'Both' } }]) {
      expect(await open(of)).toMatchObject({ problem: { code: 'INVALID_MESSAGE', reason: 'import_of_one_task' } })
    }
    const bad = await sent(console, 'two words\n', { task: { name: 'Bad' } })
    expect(await console.call('import.apply', { import_id: bad })).toMatchObject({
      problem: { code: 'INVALID_TARGETS' },
    })
    const late = await sent(console, 'x\n', { task: { name: 'Late', task_id: 2 } })
    await running.send('POST', '/api/tasks', { task_id: 2, name: 'First' })
    expect(await console.call('import.apply', { import_id: late })).toMatchObject({ problem: { code: 'TASK_EXISTS' } })
    const { tasks } = (await running.get('/api/tasks')) as { tasks: TaskResource[] }
    expect(tasks.map(({ name, epoch }) => [name, epoch])).toEqual([
      ['Watch', 1],
      ['First', 0],
    ])
    // A list without targets, and nobody to watch them, still makes the task that was asked for.
    const empty = await sent(console, '# nothing yet\n', { task: { name: 'Empty' } })
    expect(await console.call('import.apply', { import_id: empty })).toMatchObject({ result: { published: false } })
    expect(await task(running, 3)).toMatchObject({ name: 'Empty', epoch: 0 })
  })

  it('[CH-4] [SEC-1] a viewer looks at it, and makes nothing', async () => {
    await using running = await runMonitor({ 'server.token': 'op', 'server.viewer-token': 'eye' })
    await using viewer = await TestConsole.open(running.monitor.address.url, 'eye')
    const import_id = await sent(viewer, 'a\n', { task: { name: 'Seen' } })
    expect(await viewer.call('import.preview', { import_id })).toMatchObject({ ok: true })
    expect(await viewer.call('import.apply', { import_id })).toMatchObject({ problem: { code: 'FORBIDDEN' } })
    expect(await running.monitor.api.call('undo.preview', { task_id: 1 }).catch((error: Error) => error)).toMatchObject(
      {
        code: 'UNKNOWN_TASK',
      },
    )
  })
})
