import { MutationObserver, onlineManager } from '@tanstack/react-query'
import { afterEach, describe, expect, it } from 'vitest'
import { createQueries } from './queries.ts'

describe('what the operator does', () => {
  afterEach(() => onlineManager.setOnline(true))

  it('[UI-5] is announced where it fails, unless it is shown where it was asked for', async () => {
    const failures: unknown[] = []
    const queries = createQueries((error) => failures.push(error))
    const mutationFn = (text: string) => Promise.reject(new Error(text))
    await expect(new MutationObserver(queries, { mutationFn }).mutate('refused')).rejects.toThrow('refused')
    expect(failures).toEqual([new Error('refused')])
    const quiet = new MutationObserver(queries, { mutationFn, meta: { isShown: true } })
    await expect(quiet.mutate('shown')).rejects.toThrow('shown')
    expect(failures).toHaveLength(1)
  })

  it('is asked of the monitor whether or not this machine has a network: it may be on this machine', async () => {
    onlineManager.setOnline(false)
    const queries = createQueries(() => {})
    expect(await queries.fetchQuery({ queryKey: ['a'], queryFn: () => 'answer' })).toBe('answer')
    const command = new MutationObserver(queries, { mutationFn: async () => 'done' })
    expect(await command.mutate()).toBe('done')
  })
})
