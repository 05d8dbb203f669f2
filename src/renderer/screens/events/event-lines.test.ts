import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventResource } from '../../../contract/events.ts'
import { groupBursts } from '../../features/events/bursts.ts'
import { formatUnfolded, type Line, linesOf, parseUnfolded, toggled } from './event-lines.ts'

/** Newest first: a burst of `size`, and one event by itself before it. */
function log(size: number): EventResource[] {
  const alone: EventResource = { seq: 1, at: 0, type: 'monitor', data: { action: 'started', version: '1' } }
  const many = Array.from({ length: size }, (_, i): EventResource => ({
    seq: i + 2,
    at: 100_000 + i,
    type: 'consumer_status',
    consumer_id: `c${i}`,
    data: { state: 'offline' },
  }))
  return [...many.toReversed(), alone]
}

const shown = (size: number, open: string) => linesOf(groupBursts(log(size)), parseUnfolded(open))
const keys = (lines: readonly Line[]) => lines.map(({ key }) => key)
const unfold = (lines: readonly Line[], key: string, open: string) =>
  formatUnfolded(
    toggled(
      lines.find((line) => line.key === key)!,
      parseUnfolded(open),
    ),
  )

describe('lines of the log', () => {
  it('[UI-8] a burst unfolds in place, some of it first, and folds with all that was open in it', () => {
    expect(keys(shown(8, ''))).toEqual(['b9', '1'])
    let open = unfold(shown(8, ''), 'b9', '')
    expect(keys(shown(8, open))).toEqual(['b9', '9', '8', '7', '6', '5', 'm9', '1'])
    open = unfold(shown(8, open), '8', open)
    expect(keys(shown(8, open))).toEqual(['b9', '9', '8', 'd8', '7', '6', '5', 'm9', '1'])
    open = unfold(shown(8, open), 'm9', open)
    expect(keys(shown(8, open))).toEqual(['b9', '9', '8', 'd8', '7', '6', '5', '4', '3', '2', '1'])
    expect(unfold(shown(8, open), 'b9', open)).toBe('')
  })

  it('[UI-8] stays unfolded when newer events join it, and where only an event within it is named', () => {
    expect(keys(shown(9, 'b9'))).toEqual(['b10', '10', '9', '8', '7', '6', 'm10', '1'])
    expect(keys(shown(7, '2'))).toEqual(['b8', '8', '7', '6', '5', '4', '3', '2', 'd2', '1'])
    // And folding that event leaves the burst as it is.
    expect(keys(shown(7, unfold(shown(7, '2'), '2', '2')))).toEqual(['b8', '8', '7', '6', '5', '4', '3', '2', '1'])
  })

  it('[UI-8] what is unfolded is read back from the address, and nothing else is taken from one', () => {
    const sets = fc.uniqueArray(fc.nat(1e6), { maxLength: 5 }).map((seqs) => new Set(seqs))
    fc.assert(
      fc.property(fc.record({ events: sets, bursts: sets, whole: sets }), (unfolded) => {
        expect(parseUnfolded(formatUnfolded(unfolded))).toEqual(unfolded)
      }),
    )
    expect(parseUnfolded('x,-1,b,1e9,c1/7,9999999999999999')).toEqual(parseUnfolded(''))
  })
})
