import type { TFunction } from 'i18next'
import { describe, expect, it, vi } from 'vitest'
import type { ConsumerResource } from '../../../contract/resources/consumer.ts'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { createFormat } from '../../../console/format.ts'
import type { ManualPage } from '../../../manual/page.ts'
import type { FleetData } from '../../../console/fleet-data.ts'
import type { Entry } from './entry.ts'
import type { Scene } from './scene.ts'

vi.hoisted(() => vi.stubGlobal('location', { hash: '' }))
vi.stubGlobal('document', { documentElement: {} })
const { entryAgain, foundEntries } = await import('./found-entries.ts')
const { standingEntries } = await import('./standing-entries.ts')
const { idsIn, remembering } = await import('./scene.ts')

const t = ((key: string, values?: object) =>
  values ? `${key} ${JSON.stringify(values)}` : key) as unknown as TFunction

const consumer = (consumer_id: string, more: Partial<ConsumerResource> = {}) =>
  ({ consumer_id, state: 'online', drained_at: null, hostname: null, ...more }) as ConsumerResource
const task = { task_id: 1, name: 'Watch', epoch: 40 } as TaskResource

function sceneOf(
  more: Partial<Scene> = {},
  consumers: readonly ConsumerResource[] = [consumer('c10'), consumer('c2')],
): Scene {
  const data = {
    server: { demo: 'stopped' },
    tasks: new Map([
      [1, task],
      [2, { ...task, task_id: 2, name: 'Other', epoch: 0 }],
    ]),
    consumers: new Map(consumers.map((one) => [one.consumer_id, one])),
    batches: new Map([
      [17, { batch_id: 17, consumer_id: 'c2', status: 'running' }],
      [3, { batch_id: 3, consumer_id: null, status: 'pending' }],
    ]),
    slots: new Map([[1, { task_id: 1, epoch: 40, owners: Array.from({ length: 256 }, () => 'c2') }]]),
    epochs: new Map([
      [1, [{ epoch: 40, task_id: 1, cause: 'now' } as EpochResource, { epoch: 39, cause: 'c2 joined' }]],
    ]),
  } as unknown as FleetData
  return {
    t,
    english: t,
    format: createFormat('en'),
    causeText: ({ cause }) => cause,
    data,
    ...idsIn(data),
    task,
    canAct: true,
    isLive: true,
    isPaused: false,
    manual: [],
    callDemo: () => {},
    ...more,
  }
}

const idsOf = (entries: Iterable<Entry>) => Array.from(entries, ({ id }) => id)
const changing = /^(reload|rebalance|import|silence|maintenance|dismiss|demo|drain|undrain|rollback)/

describe('[UI-6] the entries of the palette', () => {
  it('are every screen and task, and what can be done', () => {
    const ids = idsOf(standingEntries(sceneOf()))
    for (const screen of ['overview', 'consumers', 'batches', 'slots', 'epochs', 'targets', 'events', 'settings']) {
      expect(ids).toContain(`view:${screen}`)
    }
    expect(ids).toEqual(
      expect.arrayContaining(['task:1', 'task:2', 'reload', 'rebalance', 'import', 'pause', 'what-if']),
    )
    expect(ids).toEqual(expect.arrayContaining(['compare', 'shortcuts', 'theme:dark', 'language:zh']))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('[UI-5] are none that change anything for who may only look', () => {
    const scene = sceneOf({ canAct: false }, [consumer('c1', { state: 'lost' })])
    expect(
      idsOf([...standingEntries(scene), ...foundEntries(scene, 'c1 39')]).filter((id) => changing.test(id)),
    ).toEqual([])
    for (const id of ['dismiss:c1', 'rollback:39']) expect(entryAgain(scene, id), id).toBeNull()
  })

  it('say why they cannot be done without the monitor, and lead everywhere all the same', () => {
    const scene = sceneOf({ isLive: false })
    const all = [...standingEntries(scene), ...foundEntries(scene, 'c2 39')]
    const unable = all.filter(({ problem = null }) => problem !== null)
    expect(idsOf(all.filter(({ id }) => changing.test(id)))).toEqual(
      idsOf(unable.filter(({ id }) => changing.test(id))),
    )
    for (const { problem } of unable) expect(problem).toBe('palette.needsMonitor')
    expect(
      unable.filter(({ group }) => ['screen', 'task', 'consumer', 'batch', 'slot', 'look'].includes(group)),
    ).toEqual([])
  })

  it('say that there is nothing to plan yet', () => {
    const problemOf = (id: string, scene: Scene) => standingEntries(scene).find((entry) => entry.id === id)?.problem
    expect(problemOf('reload', sceneOf({ task: null }))).toBe('reload.noTask')
    expect(problemOf('reload', sceneOf({ task: { ...task, epoch: 0 } }))).toBe('reload.noEpoch')
    expect(problemOf('reload', sceneOf())).toBeNull()
  })

  it('offer of each consumer what can be done with it, and the demo fleet only where nobody is', () => {
    const some = [consumer('a'), consumer('b', { drained_at: 1 }), consumer('c', { state: 'lost' })]
    const scene = sceneOf({}, some)
    const actions = idsOf(foundEntries(scene, 'x')).filter((id) => changing.test(id))
    expect(actions).toEqual(['reload:a', 'drain:a', 'reload:b', 'undrain:b', 'dismiss:c'])
    expect(idsOf(standingEntries(scene))).toContain('dismiss-lost')
    expect(idsOf(standingEntries(scene))).not.toContain('demo-start')
    expect(idsOf(standingEntries(sceneOf({}, [])))).toContain('demo-start')
  })

  it('find batches, slots and epochs by number, epochs also where they are not loaded', () => {
    const ids = idsOf(foundEntries(sceneOf(), '17'))
    expect(ids).toEqual(expect.arrayContaining(['batch:17', 'slot:17', 'epoch:17', 'epoch:40', 'rollback:39']))
    expect(ids).not.toContain('batch:3')
    expect(ids).not.toContain('rollback:40')
    expect(idsOf(foundEntries(sceneOf(), '41'))).not.toContain('epoch:41')
    expect(idsOf(foundEntries(sceneOf(), 'compare 3 39'))).toContain('compare:3-39')
    expect(idsOf(foundEntries(sceneOf(), 'c'))).toEqual(expect.not.arrayContaining(['batch:17', 'slot:17', 'epoch:17']))
  })

  it('find pages of the documentation and what stands under their headings, and lead there', () => {
    const page: ManualPage = {
      id: 'channels',
      language: 'en',
      group: 'operate',
      title: 'Channels',
      summary: '',
      headings: [{ id: 'e-mail', text: 'E-mail', depth: 2 }],
    }
    const scene = sceneOf({ manual: [page] })
    const found = [...foundEntries(scene, 'mail')].filter(({ group }) => group === 'help')
    expect(found).toMatchObject([
      { id: 'help:channels#', label: 'Channels' },
      { id: 'help:channels#e-mail', label: 'E-mail', detail: 'Channels' },
    ])
    expect([...foundEntries(scene, 'm')].filter(({ group }) => group === 'help')).toEqual([])
    found[1]?.run()
    expect(location.hash).toBe('#/help/channels?at=e-mail')
    for (const { id, label } of found) expect(entryAgain(scene, id)?.label).toBe(label)
    for (const gone of ['help:nothing#', 'help:channels#gone']) expect(entryAgain(scene, gone), gone).toBeNull()
  })

  it('find targets that the monitor has found, and lead to them', () => {
    const found = { task_id: 2, target: '0xAb:c', label: 'pair-1', batch_id: 3, consumer_id: null }
    const scene = sceneOf()
    const entries = [...foundEntries(scene, '0xAB', [found, { ...found, task_id: 9 }])]
    const [entry, ...others] = entries.filter(({ group }) => group === 'target')
    expect(entry).toMatchObject({
      id: 'target:2:0xAb:c',
      label: '0xAb:c',
      detail: 'pair-1 · common.nobody · Other',
      keywords: '0xab',
    })
    // The task of the other one is gone; what looks for them all on the screen is always there.
    expect(idsOf(others)).toEqual(['find-target'])
    expect(entryAgain(scene, 'target:2:0xAb:c')).toMatchObject({ label: '0xAb:c', detail: 'Other' })
    expect(entryAgain(scene, 'target:9:0xAb:c')).toBeNull()
  })

  it('list consumers in the order people count', () => {
    expect(idsOf(foundEntries(sceneOf(), 'c')).slice(0, 2)).toEqual(['consumer:c2', 'consumer:c10'])
  })

  it('[WS-29] lead to the logs of those that send them', () => {
    const scene = sceneOf({}, [consumer('c1'), consumer('c2', { has_log: true })])
    const logs = [...foundEntries(scene, 'log')].filter(({ id }) => id.startsWith('log:'))
    expect(idsOf(logs)).toEqual(['log:c2'])
    logs[0]?.run()
    expect(location.hash).toMatch(/^#\/consumers\?.*open=c2&tab=log$/)
    expect(entryAgain(scene, 'log:c1')).toBeNull()
  })

  it('are the same again when they were chosen before, as long as there is such a thing', () => {
    const scene = sceneOf({}, [consumer('a:b')])
    for (const entry of foundEntries(scene, 'a:b 17 39')) {
      if (entry.id === 'find-target') continue
      expect(entryAgain(scene, entry.id)?.label, entry.id).toBe(entry.label)
    }
    for (const gone of [
      'consumer:z',
      'drain:z',
      'undrain:a:b',
      'batch:99',
      'slot:256',
      'slot:',
      'epoch:0',
      'nonsense',
    ]) {
      expect(entryAgain(scene, gone), gone).toBeNull()
    }
  })
})

it('remembers what was said without values, and says the rest anew', () => {
  let said = 0
  const say = remembering(
    ((key: string, values?: object) => `${key} ${values ? 'with' : ''} ${++said}`) as unknown as TFunction,
  )
  expect([say('common.close'), say('common.close')]).toEqual(['common.close  1', 'common.close  1'])
  expect(say('epochs.compare', { from: 1, to: 2 })).not.toBe(say('epochs.compare', { from: 1, to: 2 }))
})
