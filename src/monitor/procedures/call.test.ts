import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import type { EventData, EventSubject } from '../../contract/events.ts'
import { refusal } from '../../contract/refusal.ts'
import { Door } from './call.ts'
import type { Caller, Parts } from './context.ts'
import { httpProcedure, type Procedure } from './procedure.ts'
import { StaleRevision } from '../storage/port.ts'

const operator: Caller = {
  role: 'operator',
  token: 'anna',
  isAdmin: false,
  pattern: null,
  maxConsumers: null,
  via: 'browser',
  remote: '10.0.0.1',
}
const viewer: Caller = { ...operator, role: 'viewer' }
const secret = 'SELECT secret FROM somewhere'

const drawer = Type.Object({ drawer: Type.Integer(), name: Type.Optional(Type.String({ maxLength: 5 })) })

/** Opens drawers, and fails as it is told to. */
const open = httpProcedure('drawer.open', {
  role: 'operator',
  input: drawer,
  result: Type.Object({ coins: Type.Integer() }),
  audit: {
    name: 'drawer.open',
    facts: ({ drawer: number, name }, result) => ({ task_id: number, name, added: result?.coins }),
  },
  run({ caller }, { drawer: number }) {
    if (number === 13) throw refusal('task_unknown', { task: number })
    if (number === 14) throw new Error(secret)
    if (number === 15) throw new StaleRevision(number, 3)
    return { coins: caller.remote === null ? 0 : number * 2 }
  },
})
const look = httpProcedure('drawer.look', {
  role: 'viewer',
  input: drawer,
  result: Type.Integer(),
  audit: null,
  run: (_context, { drawer: number }) => number,
})
const both = httpProcedure('drawers.close', {
  role: 'operator',
  input: Type.Object({ drawers: Type.Array(Type.String()) }),
  result: Type.Null(),
  audit: {
    name: 'drawer.close',
    facts: ({ drawers = [] }, result) => (result === null ? drawers.map((consumer_id) => ({ consumer_id })) : {}),
  },
  run: () => null,
})

function setUp() {
  const noted: (EventSubject & EventData<'operator'>)[] = []
  const refused: Omit<EventData<'error'>, 'count'>[] = []
  const logged: string[] = []
  const audit = {
    noteOperator: (_now: number, subject: EventSubject, data: EventData<'operator'>) =>
      void noted.push({ ...subject, ...data }),
    countRefusal: (_now: number, _subject: EventSubject, data: Omit<EventData<'error'>, 'count'>) =>
      void refused.push(data),
  }
  const named = new Map<string, Procedure>([open, look, both].map((each) => [each.name, each]))
  const door = new Door(
    { engine: { audit }, events: { noted: async () => {} }, now: () => 1000 } as unknown as Parts,
    named,
    (line) => logged.push(line),
  )
  return { door, noted, refused, logged }
}

const byOperator = { role: 'operator', token: 'anna', via: 'browser', remote: '10.0.0.1' }

describe('the door', () => {
  it('[EV-4] does what is asked and writes down what came of it', async () => {
    const { door, noted } = setUp()
    expect(await door.call(open, operator, { drawer: 4, name: 'cash' })).toEqual({ coins: 8 })
    expect(await door.callNamed('drawer.open', { ...operator, request_id: 'r-1' }, { drawer: 5 })).toEqual({
      coins: 10,
    })
    expect(noted).toEqual([
      { action: 'drawer.open', ...byOperator, outcome: 'ok', task_id: 4, name: 'cash', added: 8 },
      { action: 'drawer.open', ...byOperator, request_id: 'r-1', outcome: 'ok', task_id: 5, added: 10 },
    ])
    expect(noted[0]).not.toHaveProperty('request_id')
    expect(noted[1]).not.toHaveProperty('name')
  })

  it('[EV-4] writes nothing down of those who only look', async () => {
    const { door, noted, refused } = setUp()
    expect(await door.call(look, viewer, { drawer: 4 })).toBe(4)
    await expect(door.callNamed('drawer.look', viewer, { drawer: 'x' })).rejects.toMatchObject({
      code: 'INVALID_MESSAGE',
    })
    expect([noted, refused]).toEqual([[], []])
  })

  it('[EV-4] writes down each of several that something was done to', async () => {
    const { door, noted } = setUp()
    await door.call(both, operator, { drawers: ['a', 'b'] })
    expect(noted.map(({ action, consumer_id, outcome }) => [action, consumer_id, outcome])).toEqual([
      ['drawer.close', 'a', 'ok'],
      ['drawer.close', 'b', 'ok'],
    ])
  })

  it('refuses a name that is none, and writes that down', async () => {
    const { door, noted } = setUp()
    const name = `drawer.${'x'.repeat(100)}`
    await expect(door.callNamed(name, operator, { drawer: 1 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `"${name.slice(0, 64)}" is not a method of this monitor.`,
    })
    await expect(door.callNamed('toString', operator, {})).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(noted).toEqual([
      { action: name.slice(0, 64), ...byOperator, outcome: 'NOT_FOUND' },
      { action: 'toString', ...byOperator, outcome: 'NOT_FOUND' },
    ])
  })

  it('refuses an input that is not valid, and writes down what of it is', async () => {
    const { door, noted } = setUp()
    await expect(door.callNamed('drawer.open', operator, { drawer: 7, name: 'too long' })).rejects.toMatchObject({
      code: 'INVALID_MESSAGE',
      message: expect.stringMatching(/^drawer\.open: \/name must not have more than 5 characters\.$/) as string,
      complaints: [{ path: '/name' }],
    })
    for (const input of [null, 'text', 5, [], undefined]) {
      await expect(door.callNamed('drawer.open', operator, input)).rejects.toMatchObject({ code: 'INVALID_MESSAGE' })
    }
    expect(noted[0]).toEqual({ action: 'drawer.open', ...byOperator, outcome: 'INVALID_MESSAGE', task_id: 7 })
    expect(noted).toHaveLength(6)
    for (const event of noted.slice(1)) {
      expect(event).toEqual({ action: 'drawer.open', ...byOperator, outcome: 'INVALID_MESSAGE' })
    }
  })

  it('[SEC-1] lets nobody do what is for a higher role, and counts who tries', async () => {
    const { door, noted, refused } = setUp()
    await expect(door.call(open, viewer, { drawer: 1 })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: 'The viewer token may look, not act.',
    })
    await expect(door.call(look, { ...viewer, role: 'consumer' }, { drawer: 1 })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    // That there is no such thing is nothing for a viewer to know.
    await expect(door.callNamed('drawer.none', viewer, {})).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(noted).toEqual([])
    expect(refused).toEqual(
      ['drawer.open', 'drawer.look', 'drawer.none'].map((message) => ({
        code: 'FORBIDDEN',
        message,
        remote: '10.0.0.1',
        token: 'anna',
      })),
    )
  })

  it('passes on why something is refused, and writes the code down', async () => {
    const { door, noted, logged } = setUp()
    await expect(door.call(open, operator, { drawer: 13 })).rejects.toMatchObject({
      code: 'UNKNOWN_TASK',
      message: 'There is no task 13.',
    })
    await expect(door.call(open, operator, { drawer: 15 })).rejects.toMatchObject({ code: 'STALE_EPOCH' })
    expect(noted).toEqual([
      { action: 'drawer.open', ...byOperator, outcome: 'UNKNOWN_TASK', task_id: 13 },
      { action: 'drawer.open', ...byOperator, outcome: 'STALE_EPOCH', task_id: 15 },
    ])
    expect(logged).toEqual([])
  })

  it('says nothing of a mistake of ours but that it was one; the log says more', async () => {
    const { door, noted, logged } = setUp()
    const failed = door.call(open, { ...operator, request_id: 'r-2' }, { drawer: 14 })
    await expect(failed).rejects.toMatchObject({
      name: 'BatchdeckError',
      code: 'INTERNAL',
      message: 'The monitor failed; its log says why.',
    })
    expect(noted).toEqual([
      { action: 'drawer.open', ...byOperator, request_id: 'r-2', outcome: 'INTERNAL', task_id: 14 },
    ])
    expect(logged).toHaveLength(1)
    expect(logged[0]).toMatch(/^drawer\.open \(r-2\): Error: SELECT secret/)
    expect(JSON.stringify(noted)).not.toContain('secret')
  })

  it('writes down what a request was refused for before it came here', () => {
    const { door, noted, refused } = setUp()
    door.refused(open, operator, { drawer: 3, name: 5, unknown: 'x' }, 'INVALID_JSON')
    door.refused(look, operator, { drawer: 3 }, 'INVALID_JSON')
    door.notLetIn('UNAUTHORIZED', 'DELETE /api/tasks/1', { remote: null, token: null })
    door.notLetIn('FORBIDDEN', 'DELETE /api/tasks/1', { remote: null, token: 'eye' })
    expect(noted).toEqual([{ action: 'drawer.open', ...byOperator, outcome: 'INVALID_JSON', task_id: 3 }])
    expect(refused).toEqual([
      { code: 'UNAUTHORIZED', message: 'DELETE /api/tasks/1', remote: null },
      { code: 'FORBIDDEN', message: 'DELETE /api/tasks/1', remote: null, token: 'eye' },
    ])
  })
})
