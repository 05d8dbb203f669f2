import { QueryObserver } from '@tanstack/react-query'
import { afterEach, describe, expect, it } from 'vitest'
import { fleetStore, setPaused } from '../stores/fleet.ts'
import { createQueries } from './queries.ts'
import { currentSession, followSessions } from './sessions.ts'

describe('[UI-4] a session with the monitor', () => {
  const queries = createQueries(() => {})
  let end = () => {}
  afterEach(() => {
    end()
    setPaused(false)
    fleetStore.setState({ connection: 'connecting' })
  })
  const connection = (...states: ('connecting' | 'live' | 'lost')[]) => {
    for (const state of states) fleetStore.setState({ connection: state })
  }

  it('ends when the connection is lost; the next begins when it is back', () => {
    end = followSessions(queries)
    const first = currentSession()
    connection('live')
    fleetStore.setState({ receivedAt: 1 })
    expect(currentSession()).toBe(first)
    connection('lost')
    expect(currentSession()).toBe(first)
    connection('live')
    expect(currentSession()).toBe(first + 1)
    fleetStore.setState({ receivedAt: 2 })
    expect(currentSession()).toBe(first + 1)
    connection('lost', 'live', 'lost', 'live')
    expect(currentSession()).toBe(first + 3)
  })

  it('[UI-1] lasts while it is paused; only what could not be answered is asked for again', async () => {
    end = followSessions(queries)
    const first = currentSession()
    const asked: string[] = []
    for (const name of ['answered', 'refused']) {
      const queryFn = async () => {
        asked.push(name)
        if (name === 'refused') throw new Error('lost')
        return name
      }
      new QueryObserver(queries, queries.defaultQueryOptions({ queryKey: [name], queryFn })).subscribe(() => {})
    }
    await new Promise<void>((done) => setImmediate(() => setImmediate(done)))
    connection('live')
    setPaused(true)
    connection('lost', 'live')
    expect(asked).toEqual(['answered', 'refused', 'refused'])
    expect(currentSession()).toBe(first)
    setPaused(false)
    expect(currentSession()).toBe(first + 1)
  })
})
