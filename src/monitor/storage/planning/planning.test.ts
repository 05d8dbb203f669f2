import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { emptyAssignment, outlineChange } from '../../../planner/assignment.ts'
import { newTask, nextRecord, optionsOf } from '../../../../tests/integration/stored-task.ts'
import { sendImport } from '../../../../tests/integration/sent-import.ts'
import type { EditRequest, PlanHandle, PlanRequest } from '../port.ts'
import { openSqliteStore } from '../sqlite/sqlite-store.ts'
import { Planning } from './planning.ts'

const keep: EditRequest = { kind: 'keep' }
/** No plan has it. */
const unknown = 0 as PlanHandle
const requestFor = (task: TaskResource, edit: EditRequest, members = ['a', 'b'], nextBatchId = 1): PlanRequest => ({
  edit,
  members,
  nextBatchId,
  options: optionsOf(task),
  rebalance: false,
})

describe('Planning', () => {
  let folder: string
  let planning: Planning
  let nextBatchId: number
  beforeEach(() => {
    nextBatchId = 1
    folder = mkdtempSync(join(tmpdir(), 'batchdeck-planning-'))
    planning = open()
  })
  afterEach(() => {
    planning.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const open = () => new Planning(openSqliteStore(join(folder, 'batchdeck.db')))
  function reopen(): void {
    planning.close()
    planning = open()
  }

  const replace = (...items: unknown[]): EditRequest => sendImport(planning, items)
  const change = (add: unknown[], remove: unknown[], onInvalid: 'refuse' | 'skip' = 'refuse'): EditRequest =>
    sendImport(planning, { add, remove }, { edit: 'change', onInvalid })

  /** Publishes what an edit makes of a task. @returns the task as it is then, and what was decided */
  function publish(task: TaskResource, edit: EditRequest, members?: string[]) {
    const { plan, report } = planning.prepare(task.task_id, requestFor(task, edit, members, nextBatchId))
    const record = nextRecord(task, report)
    const outline = planning.commit(plan, record, task.epoch)
    nextBatchId = record.nextBatchId
    return { task: record.task, record, report, outline }
  }

  function create(taskId: number): TaskResource {
    const task = newTask(taskId)
    planning.createTask(task)
    return task
  }

  /** All targets as an answer holds them. */
  const text = async (taskId = 1) => Buffer.from(await planning.targets(taskId, 'text')).toString()
  const json = async (taskId = 1) =>
    JSON.parse(Buffer.from(await planning.targets(taskId, 'json')).toString()) as { epoch: number; targets: unknown[] }

  const many = Array.from({ length: 100 }, (_, i) => ({
    target: `target-${i}`,
    ...(i % 3 === 0 && { priority: i % 2 === 0 ? 'urgent' : 'low' }),
  }))

  /** Everything that is given away about a task. */
  async function shown(taskId: number) {
    const ids = Array.from({ length: nextBatchId }, (_, id) => id)
    return {
      targets: await json(taskId),
      batches: planning.batches(taskId, ids),
      epochs: planning.epochs(taskId, 1000, 1000),
      rollout: planning.rollout(taskId, (await json(taskId)).epoch),
    }
  }

  it('[PL-7] a preview says what would change and changes nothing', async () => {
    const { task } = publish(create(1), replace(...many))
    const before = await shown(1)
    const asked = requestFor(task, change(['new'], ['target-1', 'target-2']), ['a', 'b', 'c'], nextBatchId)
    const report = planning.preview(1, asked)
    expect(report).toMatchObject({ changed: true, counts: { targets: 99, consumers: 3, added: 1, removed: 2 } })
    expect(planning.preview(1, asked)).toEqual(report)
    expect(await shown(1)).toEqual(before)
    expect(() => planning.commit(unknown, nextRecord(task, report), 1)).toThrow('No plan of task 1 is prepared.')
    reopen()
    expect(await shown(1)).toEqual(before)
  })

  it('a preview does not take the place of the plan that is prepared', async () => {
    const task = create(1)
    const { plan, report } = planning.prepare(1, requestFor(task, replace('x')))
    planning.preview(1, requestFor(task, replace('y', 'z')))
    planning.commit(plan, nextRecord(task, report), 0)
    expect(await text()).toBe('x\n')
  })

  it('[EP-1] what was published is there after it was opened anew', async () => {
    const first = publish(create(1), replace(...many))
    const { task, record, outline } = publish(first.task, change(['new'], ['target-1']), ['a', 'b', 'c'])
    publish(create(2), replace('of another task'.replaceAll(' ', '-')), ['c'])
    const before = [await shown(1), await shown(2)]
    expect(before[0]?.batches.batches.flatMap(({ targets }) => targets)).toHaveLength(100)
    expect(before[0]?.epochs).toHaveLength(2)
    expect(before[0]?.targets.epoch).toBe(2)
    reopen()
    expect([await shown(1), await shown(2)]).toEqual(before)
    const { tasks, nextBatchId: next } = planning.load()
    expect(next).toBe(nextBatchId)
    expect(tasks.map((stored) => stored.task.task_id)).toEqual([1, 2])
    expect(tasks[0]).toMatchObject({ task, rollout: record.rollout, epochs: [record.epoch, first.record.epoch] })
    const { owners, members, slotTargets } = outline
    expect(tasks[0]?.outline).toMatchObject({ owners, members, slotTargets })
    // The next plan starts from there.
    const again = requestFor(task, keep, ['a', 'b', 'c'], nextBatchId)
    expect(planning.preview(1, again)).toMatchObject({ changed: false, counts: { targets: 100, moved_batch: 0 } })
  })

  it('[PL-5] priorities are there after it was opened anew, those that changed later, too', async () => {
    const first = publish(create(1), replace('x', { target: 'y', priority: 'low' }, 'z'))
    publish(first.task, change([{ target: 'x', priority: 'urgent' }], []))
    const targets = [{ target: 'x', priority: 'urgent' }, { target: 'y', priority: 'low' }, 'z']
    expect(await json()).toEqual({ task_id: 1, epoch: 2, targets })
    reopen()
    expect(await json()).toEqual({ task_id: 1, epoch: 2, targets })
  })

  it('says of a publication what changed with it', () => {
    const first = publish(create(1), replace('x', 'y'), ['a'])
    expect(first.outline).toEqual({
      ...outlineChange(emptyAssignment, emptyAssignment),
      owners: emptyAssignment.owners.map(() => 'a'),
      members: ['a'],
      slotTargets: expect.any(Array) as number[],
      put: [{ batch_id: 1, consumer_id: 'a', priority: 'medium', size: 2 }],
    })
    expect(first.outline.slotTargets.reduce((sum, targets) => sum + targets)).toBe(2)
    const { outline } = publish(first.task, replace(), ['a'])
    expect(outline).toMatchObject({ put: [], closed: [1] })
  })

  it('refuses to publish what was not prepared: nothing, another task, the same again', async () => {
    const [one, two] = [create(1), create(2)]
    const report = planning.preview(1, requestFor(one, replace('x')))
    const record = nextRecord(one, report)
    expect(() => planning.commit(unknown, record, 0)).toThrow('No plan of task 1 is prepared.')
    const { plan: other } = planning.prepare(2, requestFor(two, replace('y')))
    expect(() => planning.commit(other, record, 0)).toThrow('No plan of task 1 is prepared.')
    expect([(await json()).epoch, await text()]).toEqual([0, ''])
    const { plan } = planning.prepare(1, requestFor(one, replace('x')))
    expect(() => planning.commit(other, record, 0)).toThrow('No plan of task 1 is prepared.')
    planning.commit(plan, record, 0)
    const again = { ...record, epoch: { ...record.epoch, epoch: 2 } }
    expect(() => planning.commit(plan, again, 1)).toThrow('No plan of task 1 is prepared.')
    expect(planning.epochs(1, 1000, 1000)).toEqual([record.epoch])
  })

  it('[EP-1] what cannot be written leaves the old epoch, here as on the disk', async () => {
    const { task, record } = publish(create(1), replace('x'))
    const before = await shown(1)
    const { plan, report } = planning.prepare(1, requestFor(task, replace('y'), ['a', 'b'], nextBatchId))
    const next = nextRecord(task, report)
    expect(() => planning.commit(plan, { ...next, epoch: record.epoch }, 1)).toThrow('nothing was changed')
    expect(await shown(1)).toEqual(before)
    reopen()
    expect(await shown(1)).toEqual(before)
    expect(planning.load().tasks[0]?.task).toEqual(task)
  })

  it('forgets a deleted task and nothing else', async () => {
    publish(create(1), replace('x'))
    publish(create(2), replace('y'))
    const other = await shown(2)
    planning.deleteTask(1)
    for (const each of ['at once', 'after it was opened anew']) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await shown(1), each).toEqual({
        targets: { task_id: 1, epoch: 0, targets: [] },
        batches: { epoch: 0, batches: [] },
        epochs: [],
        rollout: [],
      })
      // oxlint-disable-next-line no-await-in-loop
      expect(await shown(2), each).toEqual(other)
      reopen()
    }
    expect(planning.load().tasks.map(({ task }) => task.task_id)).toEqual([2])
    expect(planning.load()).toMatchObject({ nextTaskId: 3, nextBatchId })
  })

  it('gives the batches that are asked for, their targets in code-unit order, and leaves out those that are gone', () => {
    const targets = ['b', 'a', 'Z', 'ä', '\u{1F600}', '\uFF5E']
    const first = publish(create(1), replace(...targets), ['a'])
    const { task_id } = publish(create(2), replace('elsewhere'), ['a']).task
    const { task } = publish(first.task, keep, [])
    const inOrder = ['Z', 'a', 'b', 'ä', '\u{1F600}', '\uFF5E']
    const batch = { batch_id: 1, consumer_id: null, priority: 'medium', targets: inOrder }
    expect(planning.batches(1, [1])).toEqual({ epoch: 2, batches: [batch] })
    // 2 is of the other task, 99 was never there.
    expect(planning.batches(1, [99, 2, 1])).toEqual({ epoch: 2, batches: [batch] })
    expect(planning.batches(task_id, [2, 1]).batches.map(({ batch_id }) => batch_id)).toEqual([2])
    publish(task, replace('new'), ['a'])
    expect(planning.batches(1, [1, 3])).toEqual({
      epoch: 3,
      batches: [{ batch_id: 3, consumer_id: 'a', priority: 'medium', targets: ['new'] }],
    })
  })

  it('gives batches in the order in which they are asked for', () => {
    publish(create(1), replace(...many))
    const { batches } = planning.batches(1, [3, 1, 2])
    expect(batches.map(({ batch_id }) => batch_id)).toEqual([3, 1, 2])
  })

  it('[PL-5] gives all targets in code-unit order, the rated ones as objects', async () => {
    const rated = { target: 'a', priority: 'high' }
    const list = [
      'b',
      rated,
      'Z',
      '\u{1F600}',
      { target: '\uFF5E', priority: 'low' },
      { target: 'c', priority: 'medium' },
    ]
    publish(create(1), replace(...list))
    expect(await text()).toBe('Z\na\nb\nc\n\u{1F600}\n\uFF5E\n')
    const inOrder = ['Z', rated, 'b', 'c', '\u{1F600}', { target: '\uFF5E', priority: 'low' }]
    expect(await json()).toEqual({ task_id: 1, epoch: 1, targets: inOrder })
  })

  it('what it gives away can be given back', async () => {
    const { task } = publish(create(1), replace(...many))
    const items = (await json()).targets
    expect(planning.preview(1, requestFor(task, replace(...items), undefined, nextBatchId)).changed).toBe(false)
    const list = requestFor(task, sendImport(planning, await text(), { format: 'text' }), undefined, nextBatchId)
    // A whole list in which nothing is rated is all medium.
    expect(planning.preview(1, list).counts).toMatchObject({ added: 0, removed: 0, rerated: 34 })
  })

  const bad: readonly [string, (onInvalid: 'refuse' | 'skip') => EditRequest, object][] = [
    [
      'text',
      (onInvalid) => sendImport(planning, '# list\ngood\ntwo words\n', { format: 'text', onInvalid }),
      { line: 3, text: 'two words' },
    ],
    [
      'items',
      (onInvalid) => sendImport(planning, ['good', 'two words'], { onInvalid }),
      { line: 2, text: '"two words"' },
    ],
    [
      'items with priorities',
      (onInvalid) => sendImport(planning, ['good', { target: 'x', priority: 'top' }], { onInvalid }),
      { line: 2, text: '{"target":"x","priority":"top"}' },
    ],
    ['what is added', (onInvalid) => change(['good', 7], [], onInvalid), { line: 2, text: '7' }],
  ]

  it.each(bad)('[HT-1] refuses %s with a bad line as a whole', (_what, edit) => {
    const task = create(1)
    const request = requestFor(task, edit('refuse'))
    const refused = expect.objectContaining({ code: 'INVALID_TARGETS', detail: { invalid: 1, valid: 1 } }) as Error
    expect(() => planning.preview(1, request)).toThrow(refused)
    expect(() => planning.prepare(1, request)).toThrow(refused)
    const record = nextRecord(task, planning.preview(1, requestFor(task, edit('skip'))))
    expect(() => planning.commit(unknown, record, 0)).toThrow('No plan of task 1 is prepared.')
  })

  it.each(bad)(
    '[HT-1] leaves the bad line of %s out and lists it, where that is allowed',
    async (_what, edit, skipped) => {
      const { report } = publish(create(1), edit('skip'))
      expect(report.skipped).toMatchObject([skipped])
      expect(report.skipped[0]?.reason).not.toBe('')
      expect(await text()).toBe('good\n')
    },
  )

  it('[HT-1] to remove what cannot be a target is no fault', async () => {
    const { task } = publish(create(1), replace('x', 'y', 'z'))
    const garbage = ['two words', '', 7, null, ['x'], { target: 'x', priority: 'top' }, { priority: 'low' }]
    const { report } = publish(task, change([], [...garbage, 'y', { target: 'z' }, 'absent']))
    expect(report).toMatchObject({ skipped: [], counts: { removed: 2, targets: 1 } })
    expect(await text()).toBe('x\n')
  })

  describe('imports', () => {
    it.each([
      ['lines', 'text', 'ä\n\u{1F600}\nx\n'],
      ['the last line without an end', 'text', 'ä\n\u{1F600}\nx'],
      ['lines of Windows, behind a mark', 'text', '\uFEFFä\r\n\u{1F600}\r\n\r\nx\r\n'],
      ['lines of an old Mac', 'text', 'ä\r\u{1F600}\rx'],
      ['comments', 'text', '# all\n#\nä # first\n\u{1F600}\n\n x \n'],
      ['CSV', 'csv', 'note,target\r\n"a, ""b""\r\nc","ä"\r\n,\u{1F600}\r\n,,\r\n"",x'],
      ['NDJSON', 'ndjson', '"ä"\n{"target":"\u{1F600}"}\r\n\n"\\u0078"'],
      ['JSON', 'json', '\uFEFF{"targets":["ä","\u{1F600}","x"]}'],
    ] as const)('[HT-1] reads %s, wherever the pieces part', async (_what, format, body) => {
      for (let size = 1; size < 8; size++) {
        const task = { ...newTask(size), priority_levels: 1 } as const
        planning.createTask(task)
        publish(task, sendImport(planning, body, { format, pieces: size }))
        // oxlint-disable-next-line no-await-in-loop -- one size after the other
        expect(await text(size)).toBe('x\nä\n\u{1F600}\n')
      }
    })

    it('[HT-1] counts the lines', () => {
      for (const end of ['\n', '\r\n', '\r']) {
        const body = ['good', '', '# none', 'two words', ''].join(end)
        const complaint = expect.objectContaining({ path: 'line 4' }) as object
        const request = requestFor(newTask(1), sendImport(planning, body, { format: 'text', pieces: 3 }))
        expect(() => planning.preview(1, request)).toThrow(
          expect.objectContaining({ complaints: [complaint] }) as Error,
        )
      }
    })

    it('[HT-2] says how many lines it has read, and what the list holds before it is planned', () => {
      planning.openList(7, 'text', 'replace')
      expect(planning.receiveList(7, Buffer.from('x\ny\ntwo'))).toBe(2)
      expect(planning.receiveList(7, Buffer.from(' words'))).toBe(2)
      expect(planning.readList(7)).toMatchObject({
        targets: 2,
        invalid: 1,
        complaints: [
          {
            line: 3,
            reason: 'has white space inside (U+0020 as character 4); give each target a line of its own',
            text: 'two words',
            fault: 'target_has_space',
            values: { sign: 'U+0020', place: 4 },
          },
        ],
        can_skip: true,
        ignored_columns: [],
      })
    })

    it('[HT-2] one that is discarded is gone, with the plan that was made of it', () => {
      const task = create(1)
      const edit = sendImport(planning, ['x'])
      const { plan, report } = planning.prepare(1, requestFor(task, edit))
      const record = nextRecord(task, report)
      planning.discardList(edit.importId)
      expect(() => planning.commit(plan, record, 0)).toThrow('No plan of task 1 is prepared.')
      expect(() => planning.preview(1, requestFor(task, edit))).toThrow('is not read')
      expect(planning.receiveList(edit.importId, Buffer.from('late'))).toBeNull()
    })

    it('[PL-5] reads JSON, whole lists and changes', async () => {
      const list = { targets: ['ä', { target: 'x', priority: 'urgent' }, 'y'] }
      const { task } = publish(create(1), sendImport(planning, list))
      expect((await json()).targets).toEqual([{ target: 'x', priority: 'urgent' }, 'y', 'ä'])
      publish(task, change(['z'], ['y', 7]))
      expect((await json()).targets).toEqual([{ target: 'x', priority: 'urgent' }, 'z', 'ä'])
    })

    it.each([
      ['what is cut off', 'INVALID_JSON', '{"targets":["x"'],
      ['what is not UTF-8', 'INVALID_JSON', Buffer.from('{"targets":["\u00FF"]}', 'latin1')],
      ['a mere text', 'INVALID_MESSAGE', '"x"'],
      ['an empty object', 'INVALID_MESSAGE', '{}'],
      ['a slip of the pen', 'INVALID_MESSAGE', '{"target":["x"]}'],
      ['a text for a list', 'INVALID_MESSAGE', '{"targets":"x"}'],
    ])('refuses %s with %s', (_what, code, body) => {
      expect(() => sendImport(planning, body)).toThrow(expect.objectContaining({ code }) as Error)
    })

    it('[HT-1] a line that is not UTF-8 is a bad line, not a target with replaced characters', () => {
      const lines = Buffer.from('good\nb\u00FF\nfine\n', 'latin1')
      for (const format of ['text', 'csv', 'ndjson'] as const) {
        const edit = sendImport(planning, lines, { format, pieces: 6, onInvalid: 'skip' })
        const { skipped } = planning.preview(1, requestFor(newTask(1), edit))
        expect(skipped).toContainEqual(expect.objectContaining({ line: 2, reason: 'is not UTF-8' }))
      }
    })

    it.each(['[]', '{"adds":["x"]}', '{"add":[],"targets":["x"]}', '{"remove":"x"}'])(
      'refuses %s in place of a change',
      (body) => {
        const refused = expect.objectContaining({ code: 'INVALID_MESSAGE' }) as Error
        expect(() => sendImport(planning, body, { edit: 'change' })).toThrow(refused)
      },
    )
  })

  it('counts repeats', () => {
    expect(planning.preview(1, requestFor(create(1), replace('x', 'y', 'x')))).toMatchObject({
      duplicates: 1,
      skipped: [],
    })
  })
})
