import { describe, expect, it } from 'vitest'
import type { LogLevel } from '../../../../contract/resources/log.ts'
import type { LogEntry } from './log-tail.ts'
import { filtered, folded, levelOf, logText, MAX_FOLDED_LENGTH } from './log-view.ts'

const line = (key: number, level: LogLevel, text: string, more = {}): LogEntry => ({
  key,
  kind: 'line',
  line: { seq: key, at: Date.UTC(2026, 0, 2, 3, 4, 5, 6), level, text, ...more },
})

const entries: readonly LogEntry[] = [
  line(1, 'debug', 'asked Pool-7'),
  { key: 2, kind: 'gap', why: 'dropped', count: 12 },
  line(3, 'warning', 'pool-7 is slow'),
  line(4, 'error', 'Failed\nTraceback\n  at pool-9', { batch_id: 17 }),
]

const keys = (shown: readonly LogEntry[]) => shown.map(({ key }) => key)

describe('[WS-29] what is shown of a log', () => {
  it('is everything, or from a level on, or what has a text somewhere, in any case', () => {
    expect(filtered(entries, { level: 'debug', find: '' })).toBe(entries)
    expect(keys(filtered(entries, { level: 'warning', find: '' }))).toEqual([3, 4])
    expect(keys(filtered(entries, { level: 'debug', find: 'pool-7' }))).toEqual([1, 3])
    expect(keys(filtered(entries, { level: 'error', find: 'pool-9' }))).toEqual([4])
    expect([levelOf('error'), levelOf('loud'), levelOf('')]).toEqual(['error', 'debug', 'debug'])
  })

  it('folds a text of several lines, and a very long one', () => {
    expect(folded('one line')).toEqual({ head: 'one line', hidden: null })
    expect(folded('Failed\nTraceback\n  at x')).toEqual({ head: 'Failed', hidden: 2 })
    expect(folded('\n \nFailed\nTraceback')).toEqual({ head: 'Failed', hidden: 1 })
    expect(folded('\nFailed')).toEqual({ head: 'Failed', hidden: null })
    expect(folded('x'.repeat(MAX_FOLDED_LENGTH + 1))).toEqual({ head: 'x'.repeat(MAX_FOLDED_LENGTH), hidden: 0 })
  })

  it('is copied with time, level and batch', () => {
    expect(logText(entries)).toBe(
      '2026-01-02T03:04:05.006Z DEBUG   asked Pool-7\n' +
        '2026-01-02T03:04:05.006Z WARNING pool-7 is slow\n' +
        '2026-01-02T03:04:05.006Z ERROR   [17] Failed\nTraceback\n  at pool-9\n',
    )
    expect(logText([])).toBe('')
  })
})
