import { QueryObserver } from '@tanstack/react-query'
import { describe, expect, it } from 'vitest'
import type { ConsoleApi } from '../../contract/procedures.ts'
import { callOptions, type CallOptions } from './call-options.ts'
import { createQueries } from './queries.ts'

/** A monitor that answers in the order the test wants. */
function slowMonitor() {
  const calls: { params: unknown; answer: (result: unknown) => void; refuse: (error: Error) => void }[] = []
  const call = (_method: string, params: unknown) =>
    new Promise((answer, refuse) => void calls.push({ params, answer, refuse }))
  return { calls, backend: { call } as unknown as ConsoleApi }
}

const settled = () => new Promise<void>((done) => setImmediate(() => setImmediate(done)))

/** What a part of the page shows that asks for the targets of a batch. */
function shownTargets() {
  const { calls, backend } = slowMonitor()
  const queries = createQueries(() => {})
  const optionsOf = (batch: number, epoch: number, session = 0, more: CallOptions<'batch.targets'> = {}) =>
    queries.defaultQueryOptions(
      callOptions(backend, session, 'batch.targets', { batch_id: batch }, { dependsOn: [epoch], ...more }),
    )
  const observer = new QueryObserver(queries, optionsOf(1, 1))
  const end = observer.subscribe(() => {})
  return {
    calls,
    end,
    ask: (...question: Parameters<typeof optionsOf>) => observer.setOptions(optionsOf(...question)),
    shown: () => {
      const { data, isPlaceholderData, error } = observer.getCurrentResult()
      return { data, isPlaceholderData, error: error && String(error) }
    },
    refetch: () => observer.refetch(),
  }
}

const nothing = { data: undefined, isPlaceholderData: false, error: null }
const answer = (data: unknown) => ({ data, isPlaceholderData: false, error: null })

describe('a call', () => {
  it('never shows the late answer to another question, whichever order they come in', async () => {
    const { calls, ask, shown } = shownTargets()
    ask(2, 1)
    calls[1]!.answer('of batch 2')
    await settled()
    expect(shown()).toEqual(answer('of batch 2'))
    calls[0]!.answer('of batch 1')
    await settled()
    expect(shown()).toEqual(answer('of batch 2'))
    ask(3, 1)
    expect(shown()).toEqual(nothing)
  })

  it('of another epoch is another question, and what was answered to the one before is not shown any more', async () => {
    const { calls, ask, shown } = shownTargets()
    calls[0]!.answer('of epoch 1')
    await settled()
    ask(1, 2)
    expect(calls.map(({ params }) => params)).toEqual([{ batch_id: 1 }, { batch_id: 1 }])
    expect(shown()).toEqual(nothing)
    calls[1]!.answer('of epoch 2')
    await settled()
    expect(shown()).toEqual(answer('of epoch 2'))
  })

  it('leaves the last answer there where it is told to, and says that it is the last', async () => {
    const { calls, ask, shown } = shownTargets()
    calls[0]!.answer('of epoch 1')
    await settled()
    const keeps: CallOptions<'batch.targets'> = {
      keeps: (_, [, params, dependsOn]) => params?.batch_id === 1 && dependsOn[0] === 1,
    }
    ask(1, 2, 0, keeps)
    expect(shown()).toEqual({ data: 'of epoch 1', isPlaceholderData: true, error: null })
    ask(2, 2, 0, { keeps: () => false })
    expect(shown()).toEqual(nothing)
  })

  it('[UI-4] in another session is asked again: the last answer stays until then, and not where that fails', async () => {
    const { calls, ask, shown } = shownTargets()
    calls[0]!.answer('before')
    await settled()
    ask(1, 1, 1)
    expect(shown()).toEqual({ data: 'before', isPlaceholderData: true, error: null })
    calls[1]!.answer('after')
    await settled()
    expect(shown()).toEqual(answer('after'))
    ask(1, 1, 2)
    calls[2]!.refuse(new Error('gone'))
    await settled()
    expect(shown()).toEqual({ data: undefined, isPlaceholderData: false, error: 'Error: gone' })
  })

  it('that fails is not tried again by itself, but when it is told to', async () => {
    const { calls, shown, refetch } = shownTargets()
    calls[0]!.refuse(new Error('no'))
    await settled()
    expect([calls.length, shown().error]).toEqual([1, 'Error: no'])
    void refetch()
    expect(shown().error).toBe(null)
    calls[1]!.answer('yes')
    await settled()
    expect(shown()).toEqual(answer('yes'))
  })

  it('without a question, or that has to wait, asks nothing', async () => {
    const { calls, backend } = slowMonitor()
    const queries = createQueries(() => {})
    for (const options of [
      callOptions(backend, 0, 'batch.targets', null),
      callOptions(backend, 0, 'batch.targets', { batch_id: 1 }, { isEnabled: false }),
    ]) {
      new QueryObserver(queries, queries.defaultQueryOptions(options)).subscribe(() => {})
    }
    await settled()
    expect(calls).toEqual([])
  })
})
