import { expect, it } from 'vitest'
import { logOf } from './demo-log.ts'

const report = { batch_id: 7, status: 'running', progress: 0, message: 'started' } as const

it('a worker writes down when a batch changes its state, and a few words on its way', () => {
  const running = (before: 'pending' | 'error' | 'running', progress: number) =>
    logOf(before, { ...report, progress }, 40)
  expect(running('pending', 0)).toEqual({ level: 'info', text: 'batch 7: watching 40 targets' })
  expect(running('error', 30)).toEqual({ level: 'warning', text: 'batch 7: recovered, going on at 30 %' })
  expect(running('running', 50)).toEqual({ level: 'debug', text: 'batch 7: 20 of 40 targets seen' })
  expect(running('running', 51)).toBeNull()
  expect(logOf('running', { ...report, status: 'completed', progress: 100 }, 40)?.text).toBe(
    'batch 7: all 40 targets seen',
  )
  expect(logOf('completed', { ...report, status: 'pending' }, 40)).toBeNull()
  const error = logOf('running', { ...report, status: 'error', message: 'RPC endpoint timed out' }, 40)
  expect(error?.level).toBe('error')
  expect(error?.text).toMatch(/^batch 7: RPC endpoint timed out\nTraceback .+\n.+RpcError: RPC endpoint timed out$/s)
})
