import { describe, expect, it } from 'vitest'
import type { ConsumerLog } from '../../../../contract/resources/log.ts'
import { askAfter, type LogEntry, MAX_KEPT_LINES, unread, withAnswer } from './log-tail.ts'

const line = (seq: number, text = `line ${seq}`, at = seq) => ({ seq, at, level: 'info' as const, text })

function answer(seqs: readonly number[], more: Partial<ConsumerLog> = {}): ConsumerLog {
  const lines = seqs.map((seq) => line(seq))
  return { consumer_id: 'c1', state: 'live', lines, first_seq: 1, last_seq: seqs.at(-1) ?? 0, dropped: 0, ...more }
}

const said = (entries: readonly LogEntry[]) =>
  entries.map((entry) => (entry.kind === 'line' ? entry.line.text : `${entry.why} ${entry.count}`))

describe('[WS-29] the log of a consumer, read again and again', () => {
  it('goes on after the last line, and each line keeps its number', () => {
    const first = withAnswer(unread, 0, answer([7, 8]))
    expect(askAfter(first, 0)).toBe(8)
    const second = withAnswer(first, 0, answer([9]))
    expect(said(second.entries)).toEqual(['line 7', 'line 8', 'line 9'])
    expect(second.entries.slice(0, 2)).toEqual(first.entries)
    expect(new Set(second.entries.map(({ key }) => key)).size).toBe(3)
  })

  it('says where lines were skipped, and how many', () => {
    const first = withAnswer(unread, 0, answer([1], { dropped: 2 }))
    const second = withAnswer(first, 0, answer([2], { dropped: 14 }))
    const third = withAnswer(second, 0, answer([], { last_seq: 2, dropped: 14 }))
    const fourth = withAnswer(third, 0, answer([203, 204], { dropped: 14 }))
    expect(said(fourth.entries)).toEqual([
      'dropped 2',
      'line 1',
      'dropped 12',
      'line 2',
      'missed 200',
      'line 203',
      'line 204',
    ])
  })

  it('in another session asks from the first line, shows none twice, and none for another', () => {
    const before = withAnswer(unread, 0, answer([1, 2], { dropped: 5 }))
    expect(askAfter(before, 1)).toBe(0)
    const same = withAnswer(before, 1, answer([1, 2, 3], { dropped: 5 }))
    expect(said(same.entries)).toEqual(['dropped 5', 'line 1', 'line 2', 'line 3'])
    const anew = withAnswer(
      before,
      1,
      answer([], { lines: [line(1, 'after its restart', 99)], last_seq: 1, dropped: 3 }),
    )
    expect(said(anew.entries)).toEqual(['dropped 5', 'line 1', 'line 2', 'dropped 3', 'after its restart'])
    expect(askAfter(anew, 1)).toBe(1)
  })

  it('takes a log that began anew for what it is, and counts only what is missing of it', () => {
    const before = withAnswer(unread, 0, answer([1, 2], { dropped: 5 }))
    const anew = withAnswer(before, 0, answer([1001, 1002], { first_seq: 1001, dropped: 7 }))
    expect(said(anew.entries)).toEqual(['dropped 5', 'line 1', 'line 2', 'dropped 7', 'line 1001', 'line 1002'])
    const late = withAnswer(anew, 0, answer([2050], { first_seq: 2001 }))
    expect(said(late.entries).slice(-2)).toEqual(['missed 49', 'line 2050'])
  })

  it('keeps the newest lines only', () => {
    let tail = unread
    for (let seq = 1; seq <= MAX_KEPT_LINES + 400; seq += 200) {
      tail = withAnswer(tail, 0, answer(Array.from({ length: 200 }, (_, i) => seq + i)))
    }
    expect(tail.entries).toHaveLength(MAX_KEPT_LINES)
    expect(said(tail.entries.slice(-1))).toEqual([`line ${MAX_KEPT_LINES + 400}`])
    expect(tail.entries[0]?.key).toBe(400)
  })

  it('keeps its lines while the consumer is away', () => {
    const away = withAnswer(withAnswer(unread, 0, answer([1])), 0, answer([], { state: 'offline', last_seq: 1 }))
    expect([away.state, said(away.entries)]).toEqual(['offline', ['line 1']])
  })
})
