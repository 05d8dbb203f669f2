import { describe, expect, it, vi } from 'vitest'
import { BatchdeckError } from '../../../../contract/errors.ts'
import type { ConsoleBackend } from '../../../../console/client.ts'
import { decidedKinds, obstacle, openLines } from './import-state.ts'
import { ListImport } from './list-import.ts'

const source = { name: 'list.csv', blob: new Blob(['a\n']) }
const suspicion = (line: number, kind: string, repair: string | null, taken = true) => ({ line, kind, repair, taken })

/** A list with two links, which can be repaired, and a number, which cannot. */
const asRead = {
  targets: 5,
  invalid: 0,
  can_skip: true,
  suspicions: [suspicion(1, 'url', 'url'), suspicion(3, 'url', 'url'), suspicion(4, 'scientific', null)],
  suspicious_kinds: { url: 2, scientific: 1 },
}
const repaired = { ...asRead, suspicions: asRead.suspicions.slice(2), suspicious_kinds: { scientific: 1 } }
const preview = { base_epoch: 4, changed: true, guard: null }

/** A monitor that answers as it is told, in the order in which it is asked unless told otherwise. */
class FakeMonitor implements Pick<ConsoleBackend, 'call'> {
  readonly asked: [string, Record<string, unknown>][] = []
  answers: Record<string, (params: Record<string, unknown>) => unknown> = {
    'import.open': () => ({ import_id: 7 }),
    'import.piece': () => ({ bytes: 1, lines: 1 }),
    'import.close': () => asRead,
    'import.reread': ({ repairs }) => ((repairs as string[]).includes('url') ? repaired : asRead),
    'import.preview': () => preview,
    'import.apply': () => ({ published: true, epoch: 5 }),
  }
  call: ConsoleBackend['call'] = async (method, params) => {
    this.asked.push([method, params as Record<string, unknown>])
    return (await this.answers[method]?.(params as Record<string, unknown>)) as never
  }
  last(method: string) {
    return this.asked.findLast(([name]) => name === method)?.[1]
  }
  count(method: string) {
    return this.asked.filter(([name]) => name === method).length
  }
}

function start() {
  const monitor = new FakeMonitor()
  const fail = vi.fn<(error: unknown) => void>()
  const list = new ListImport('add', { backend: monitor, fail })
  return { monitor, fail, list, state: () => list.store.getState() }
}

async function started() {
  const one = start()
  await one.list.send(source, { task_id: 1 })
  return one
}

const refused = (code: 'STALE_EPOCH' | 'GUARDED' | 'UNKNOWN_IMPORT' | 'INVALID_TARGETS', detail?: unknown) => () => {
  throw BatchdeckError.from({ code, message: code, ...(detail !== undefined && { detail }) })
}

describe('a list on its way to an epoch', () => {
  it('[HT-2] is sent, read and planned, and waits for what is suspicious', async () => {
    const { monitor, state } = await started()
    expect(monitor.asked.map(([name]) => name)).toEqual([
      'import.open',
      'import.piece',
      'import.close',
      'import.preview',
    ])
    expect(monitor.asked[0]?.[1]).toMatchObject({ task_id: 1, edit: 'add', format: 'auto', name: 'list.csv' })
    expect(state()).toMatchObject({ step: 'read', importId: 7, plan: { at: 'planned', preview } })
    expect(openLines(state())).toBe(3)
    expect(obstacle(state())).toBe('suspicious')
  })

  it('repairs only what it is told to, keeps what was repaired to be undone, and plans anew', async () => {
    const { monitor, list, state } = await started()
    await list.repair(['url'])
    expect(monitor.last('import.reread')).toEqual({ import_id: 7, repairs: ['url'], leave_out: [] })
    expect(monitor.count('import.preview')).toBe(2)
    const kinds = () => decidedKinds(state()).map(({ kind, count, decision }) => [kind, count, decision])
    expect(kinds()).toEqual([
      ['url', 2, 'repaired'],
      ['scientific', 1, 'open'],
    ])
    list.take(['scientific'], true)
    expect(obstacle(state())).toBeNull()
    await list.undoRepair('url')
    expect(monitor.last('import.reread')).toEqual({ import_id: 7, repairs: [], leave_out: [] })
    expect(kinds()).toEqual([
      ['url', 2, 'open'],
      ['scientific', 1, 'taken'],
    ])
  })

  it('leaves kinds out, and reads in another way with nothing decided yet', async () => {
    const { monitor, list, state } = await started()
    await list.leaveOut('scientific', true)
    expect(monitor.last('import.reread')).toEqual({ import_id: 7, repairs: [], leave_out: ['scientific'] })
    expect(openLines(state())).toBe(2)
    await list.read({ separator: 'semicolon' })
    await list.read({ header: false })
    expect(monitor.last('import.reread')).toEqual({
      import_id: 7,
      separator: 'semicolon',
      header: false,
      repairs: [],
      leave_out: [],
    })
    expect(openLines(state())).toBe(3)
  })

  it('is as it was where it cannot be read in another way', async () => {
    const { monitor, fail, list, state } = await started()
    monitor.answers['import.reread'] = refused('INVALID_TARGETS')
    await list.read({ encoding: 'utf-16le' })
    expect(fail).toHaveBeenCalledOnce()
    expect(state()).toMatchObject({ step: 'read', wish: {}, isReading: false, report: asRead })
  })

  it('is not planned while it has bad lines, unless they are left out', async () => {
    const { monitor, list, state } = start()
    monitor.answers['import.close'] = () => ({ ...asRead, invalid: 1 })
    await list.send(source, { task_id: 1 })
    expect(monitor.count('import.preview')).toBe(0)
    expect(obstacle(state())).toBe('invalid')
    await list.skip(true)
    expect(monitor.last('import.preview')).toEqual({ import_id: 7, edit: 'add', on_invalid: 'skip' })
    await list.skip(false)
    expect(state().plan).toEqual({ at: 'none' })
  })

  it('shows only the newest plan, however late another one comes', async () => {
    const { monitor, list, state } = await started()
    const late = Promise.withResolvers<unknown>()
    monitor.answers['import.preview'] = ({ edit }) => (edit === 'remove' ? late.promise : { ...preview, base_epoch: 9 })
    const first = list.change('remove')
    await list.change('replace')
    late.resolve(preview)
    await first
    expect(state()).toMatchObject({ edit: 'replace', plan: { at: 'planned', preview: { base_epoch: 9 } } })
  })

  it('[CH-2] [EP-7] shows the fresh preview where the task, or what would go, is another by now', async () => {
    const { monitor, list, state } = await started()
    for (const code of ['STALE_EPOCH', 'GUARDED'] as const) {
      const fresh = { ...preview, base_epoch: 8, guard: { removed: 5901 } }
      monitor.answers['import.apply'] = refused(code, fresh)
      expect(await list.apply(5900)).toBeNull()
      expect(monitor.last('import.apply')).toMatchObject({ import_id: 7, edit: 'add', confirm: { removed: 5900 } })
      expect(state()).toMatchObject({ isApplying: false, plan: { at: 'planned', preview: fresh, isStale: true } })
    }
    monitor.answers['import.apply'] = () => ({ published: true, epoch: 9 })
    expect(await list.apply(null)).toMatchObject({ epoch: 9 })
    expect(monitor.last('import.apply')).not.toHaveProperty('confirm')
    expect(state()).toMatchObject({ step: 'input', source: null, importId: null })
  })

  it('keeps the list where the monitor has it no more, so that it can be read again', async () => {
    const { monitor, list, state } = await started()
    monitor.answers['import.apply'] = refused('UNKNOWN_IMPORT')
    expect(await list.apply(null)).toBeNull()
    expect(state()).toMatchObject({ step: 'input', source, importId: null, report: null })
    expect(state().problem).toMatchObject({ code: 'UNKNOWN_IMPORT' })
    await list.send(source, { task_id: 1 })
    expect(state()).toMatchObject({ step: 'read', problem: null })
  })

  it('[HT-2] ended, it is forgotten by the monitor and takes no answer any more', async () => {
    const { monitor, list, state } = await started()
    const late = Promise.withResolvers<unknown>()
    monitor.answers['import.preview'] = () => late.promise
    const planning = list.change('remove')
    expect(state()).toMatchObject({ isPlanning: true, plan: { at: 'planned', edit: 'add' } })
    expect(obstacle(state())).toBe('planning')
    list.clear()
    late.resolve(preview)
    await planning
    expect(monitor.last('import.discard')).toEqual({ import_id: 7 })
    expect(state()).toMatchObject({ step: 'input', source: null, plan: { at: 'none' } })
  })
})
