import { describe, expect, it } from 'vitest'
import { fitting } from './fitting-columns.ts'

const column = (id: string, width: string) => ({ id, width })
const all = [
  column('target', 'minmax(168px, 2.4fr)'),
  column('label', 'minmax(96px, 1fr)'),
  column('priority', '84px'),
  column('consumer', 'minmax(110px, 1fr)'),
  column('status', '108px'),
  column('message', 'minmax(120px, 1.4fr)'),
  column('age', '92px'),
]
const names = (width: number) => fitting(all, width).map(({ id }) => id)

describe('[UI-12] the columns of targets', () => {
  it('are all there where there is room for them, and before the room is known', () => {
    expect(fitting(all, 778)).toBe(all)
    expect(fitting(all, 0)).toBe(all)
  })

  it('leave from the least asked for: targets, status and message stay the longest', () => {
    expect(names(777)).toEqual(['target', 'label', 'priority', 'consumer', 'status', 'message'])
    expect(names(510)).toEqual(['target', 'consumer', 'status', 'message'])
    expect(names(300)).toEqual(['target', 'status'])
    expect(names(10)).toEqual(['target', 'status'])
  })

  it('keep what the list is narrowed to: who looks for reports wants to read them', () => {
    const reported = [...all, column('report', 'minmax(120px, 1fr)')]
    expect(fitting(reported, 300, 'report').map(({ id }) => id)).toEqual(['target', 'report'])
    expect(fitting(reported, 300).map(({ id }) => id)).toEqual(['target', 'status'])
  })
})
