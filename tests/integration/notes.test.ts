import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventResource } from '../../src/contract/events.ts'
import type { Note } from '../../src/contract/resources/note.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

const notesOf = async (running: RunningMonitor, query = '') =>
  ((await running.get(`/api/notes${query}`)) as { notes: Note[] }).notes
const textsOf = async (running: RunningMonitor, query = '') => (await notesOf(running, query)).map(({ text }) => text)
const eventsOf = async (running: RunningMonitor, query: string) =>
  ((await running.get(`/api/events?order=asc&${query}`)) as { events: EventResource[] }).events

describe('[NT-1] notes', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'batchdeck-notes-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('[NT-1] [NT-2] are kept over a restart, are events, and those events stay when they are deleted', async () => {
    {
      await using running = await runMonitor({}, folder)
      await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
      await running.send('PUT', '/api/tasks/1/targets', 'a\nb\n')
      await running.send('POST', '/api/notes', { text: 'Switch replaced', at: 1000, about: { task_id: 1, epoch: 1 } })
      await running.send('POST', '/api/notes', { text: 'Wrong', about: { alert_id: 'coverage:1' } })
      const { notes: before } = await serverOf(running)
      await running.send('DELETE', '/api/notes/2', {})
      expect((await serverOf(running)).notes).not.toBe(before)
    }
    await using running = await runMonitor({}, folder)
    expect(await notesOf(running)).toEqual([
      { note_id: 1, at: 1000, made_at: expect.any(Number), by: null, text: 'Switch replaced', task_id: 1, epoch: 1 },
    ])
    const events = await eventsOf(running, 'type=note')
    expect(events.map(({ severity, task_id, data }) => [severity, task_id, data])).toEqual([
      ['info', 1, { note_id: 1, about: 1000, text: 'Switch replaced', epoch: 1 }],
      ['info', undefined, { note_id: 2, about: expect.any(Number), text: 'Wrong', alert_id: 'coverage:1' }],
    ])
    const acts = (await eventsOf(running, 'type=operator')).filter(({ data }) => 'note_id' in data)
    expect(acts.map(({ task_id, data }) => [task_id, data])).toMatchObject([
      [1, { action: 'notes.create', outcome: 'ok', note_id: 1, epoch: 1 }],
      [undefined, { action: 'notes.create', outcome: 'ok', note_id: 2 }],
      [undefined, { action: 'notes.delete', outcome: 'ok', note_id: 2 }],
    ])
    await running.send('POST', '/api/notes', { text: 'Next' })
    // The number of one that is gone names it in its events.
    expect((await notesOf(running)).map((note) => note.note_id)).toEqual([1, 3])
  })

  it('[NT-1] are of a range, of a task with those of no task, or of a consumer', async () => {
    await using running = await runMonitor()
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'One' })
    await running.send('POST', '/api/tasks', { task_id: 2, name: 'Two' })
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    const make = (text: string, at: number, about?: object) => running.send('POST', '/api/notes', { text, at, about })
    await make('third', 3000, { task_id: 2 })
    await make('first', 1000)
    await make('second', 2000, { task_id: 1 })
    await make('fourth', 4000, { consumer_id: consumer.id })
    expect(await textsOf(running)).toEqual(['first', 'second', 'third', 'fourth'])
    expect(await textsOf(running, '?from=2000&to=4000')).toEqual(['second', 'third'])
    expect(await textsOf(running, '?task_id=1')).toEqual(['first', 'second', 'fourth'])
    expect(await textsOf(running, '?consumer_id=c1')).toEqual(['fourth'])
  })

  it('[NT-1] [SEC-6] are plain text: no control characters, nothing that turns them around, and no token', async () => {
    const token = 'operator-secret-of-this-monitor'
    await using running = await runMonitor({ 'server.token': token })
    const response = await fetch(`${running.monitor.address.url}/api/notes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ text: `  a\u0000b\u202E\r\nwith ${token}\u001B[31m \n` }),
    })
    expect(response.status).toBe(201)
    const note = (await response.json()) as Note
    expect(note).toMatchObject({ text: 'ab\nwith (hidden)[31m', by: 'server.token' })
    const { events } = await running.monitor.api.call('events.query', { types: ['note'] })
    // Where a token might stand in it, nothing of it is lost that is as long as it may be.
    const long = `100% ${'😀'.repeat(1995)}`
    expect(await running.monitor.api.call('notes.create', { text: long })).toMatchObject({ text: long })
    expect(events[0]?.data).toMatchObject({ text: note.text, token: 'server.token' })
  })

  it('[NT-1] [SEC-6] are by whoever writes them, and about what there is: nothing else comes in beside it', async () => {
    const token = 'operator-secret-of-this-monitor'
    await using running = await runMonitor({ 'server.token': token })
    const make = async (note: object) => {
      const response = await fetch(`${running.monitor.address.url}/api/notes`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ text: 'Seen', ...note }),
      })
      return [response.status, await response.text()]
    }
    const forged = { by: 'somebody-else', made_at: 5, text: token }
    for (const [field, value] of Object.entries(forged)) {
      const about = { [field]: value }
      expect(await make({ about })).toEqual([422, expect.stringContaining(`/about/${field} is not known here`)])
      await expect(running.monitor.api.call('notes.create', { text: 'Seen', about })).rejects.toMatchObject({
        code: 'INVALID_MESSAGE',
      })
    }
    expect(await make({ by: 'somebody-else' })).toEqual([422, expect.stringContaining('/by is not known here')])
    for (const alert_id of [`coverage:${token}`, `coverage:%6f${token.slice(1)}`]) {
      expect(await make({ about: { alert_id } })).toEqual([422, expect.stringContaining('There is no alert')])
    }
    expect(await make({ about: { alert_id: 'consumer_lost:<b>' } })).toEqual([
      422,
      expect.stringContaining('There is no alert'),
    ])
    for (const alert_id of ['consumer_lost:eu-1:w@h.7', 'guessing:10.0.0.0/8', 'guessing:fe80::/64', 'coverage']) {
      expect(await make({ about: { alert_id } })).toEqual([201, expect.anything()])
    }
    const { notes } = await running.monitor.api.call('notes.list', { from: 0, to: Number.MAX_SAFE_INTEGER })
    expect(notes.map(({ text, by }) => [text, by])).toEqual(Array.from({ length: 4 }, () => ['Seen', 'server.token']))
  })
})

it('[NT-1] [MW-1] are about a silence, too, also when that has ended, and about none that never was', async () => {
  await using running = await runMonitor()
  const { api } = running.monitor
  const { window_id } = await api.call('windows.create', { mutes: true, holds: false, scope: {}, duration: 60_000 })
  await api.call('windows.end', { window_id })
  const note = await api.call('notes.create', { text: 'The switch was changed.', about: { window_id } })
  expect(note).toMatchObject({ window_id })
  const { notes } = await api.call('notes.list', { from: 0, to: Number.MAX_SAFE_INTEGER })
  expect(notes).toEqual([note])
  for (const unknown of [0, window_id + 1]) {
    const refused = api.call('notes.create', { text: 'x', about: { window_id: unknown } })
    await expect(refused).rejects.toMatchObject({ code: 'UNKNOWN_WINDOW' })
  }
})

/** What consoles are shown of the monitor. */
async function serverOf(running: RunningMonitor): Promise<{ readonly notes?: number }> {
  return new Promise((resolve) => {
    const end = running.monitor.api.subscribe((frame) => {
      if (frame.type !== 'snapshot') return
      resolve(frame.snapshot.server)
      setImmediate(() => end())
    })
  })
}
