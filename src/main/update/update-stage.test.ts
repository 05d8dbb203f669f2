import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Release, UpdateStage } from '../../contract/desktop-update.ts'
import { firstStage, nextStage, type UpdateEvent } from './update-stage.ts'

const release = (version: string, kind: 'app' | 'hand' = 'app'): Release => ({
  version,
  released_at: 1,
  notes: [],
  by: kind === 'app' ? { kind } : { kind, url: 'https://a.example/', command: null },
})
const work = { kind: 'rollout', task: 'Watch', epoch: 12 } as const

function after(...events: readonly UpdateEvent[]): UpdateStage {
  return events.reduce(nextStage, firstStage(null))
}
const loaded: readonly UpdateEvent[] = [
  { type: 'check' },
  { type: 'found', release: release('2.0.0') },
  { type: 'download' },
  { type: 'downloaded' },
]

const events: fc.Arbitrary<UpdateEvent> = fc.oneof(
  fc.constant<UpdateEvent>({ type: 'check' }),
  fc.constant<UpdateEvent>({ type: 'nothing' }),
  fc.record({
    type: fc.constant('found' as const),
    release: fc
      .record({ version: fc.constantFrom('2.0.0', '3.0.0'), kind: fc.constantFrom('app' as const, 'hand' as const) })
      .map(({ version, kind }) => release(version, kind)),
  }),
  fc.constant<UpdateEvent>({ type: 'download' }),
  fc.record({ type: fc.constant('progress' as const), received: fc.nat(), total: fc.option(fc.nat()) }),
  fc.constant<UpdateEvent>({ type: 'downloaded' }),
  fc.record({ type: fc.constant('work' as const), work: fc.option(fc.constant(work)) }),
  fc.constant<UpdateEvent>({ type: 'later' }),
  fc.constant<UpdateEvent>({ type: 'install' }),
  fc.constant<UpdateEvent>({ type: 'fail', fault: 'damaged', detail: '' }),
  fc.constant<UpdateEvent>({ type: 'channel' }),
)

describe('how far an update is', () => {
  it('[DT-10] goes from a check to an installed version', () => {
    expect(after({ type: 'check' })).toEqual({ is: 'checking' })
    expect(after({ type: 'check' }, { type: 'nothing' })).toEqual({ is: 'up_to_date' })
    expect(after(...loaded)).toEqual({ is: 'ready', release: release('2.0.0'), later: false })
    expect(after(...loaded, { type: 'install' })).toEqual({ is: 'installing', release: release('2.0.0') })
    expect(after(...loaded, { type: 'install' }, { type: 'stay' })).toEqual(after(...loaded))
  })

  it('[DT-10] waits while something is under way, and is not installed meanwhile', () => {
    const waiting = after(...loaded, { type: 'later' }, { type: 'work', work })
    expect(waiting).toEqual({ is: 'postponed', release: release('2.0.0'), later: true, work })
    expect(nextStage(waiting, { type: 'install' })).toBe(waiting)
    expect(nextStage(waiting, { type: 'work', work: { ...work } })).toBe(waiting)
    expect(nextStage(waiting, { type: 'work', work: { ...work, epoch: 13 } })).toMatchObject({ work: { epoch: 13 } })
    expect(nextStage(waiting, { type: 'work', work: null })).toEqual({
      is: 'ready',
      release: release('2.0.0'),
      later: true,
    })
  })

  it('[DT-10] is never loaded by the app where a person has to bring it', () => {
    const found = after({ type: 'check' }, { type: 'found', release: release('2.0.0', 'hand') })
    expect(nextStage(found, { type: 'download' })).toBe(found)
  })

  it('[DT-10] a copy that looks for none stays off, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(events), (all) => {
        const off = firstStage('no_key')
        expect(all.reduce(nextStage, off)).toBe(off)
      }),
    )
  })

  it('[DT-10] whatever comes in whichever order, only what was found and loaded is installed, and another channel forgets it', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 60 }), (all) => {
        let stage = firstStage(null)
        let found: Release | null = null
        let isLoaded = false
        for (const event of all) {
          const next = nextStage(stage, event)
          if (next !== stage && event.type === 'found') [found, isLoaded] = [event.release, false]
          if (next !== stage && event.type === 'downloaded') isLoaded = true
          if (next !== stage && (event.type === 'channel' || event.type === 'check')) [found, isLoaded] = [null, false]
          if ('release' in next) expect(next.release).toBe(found)
          if (next.is === 'ready' || next.is === 'postponed' || next.is === 'installing') expect(isLoaded).toBe(true)
          if (next.is === 'downloading') expect(next.release.by.kind).toBe('app')
          if (next.is === 'installing' && stage.is !== 'installing') expect(stage.is).toBe('ready')
          stage = next
        }
      }),
    )
  })
})
