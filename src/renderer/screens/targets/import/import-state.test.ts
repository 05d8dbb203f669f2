import { describe, expect, it } from 'vitest'
import { blankImport, decidedKinds, type ImportState, openLines, openRepairs, stepStates } from './import-state.ts'

const line = (kind: string, repair: string | null, taken = true) => ({ line: 1, kind, repair, taken })

function read(report: object, more: Partial<ImportState> = {}): ImportState {
  const full = { targets: 3, invalid: 0, can_skip: true, suspicions: [], suspicious_kinds: {}, ...report }
  return { ...blankImport('add'), step: 'read', report: full as never, ...more }
}

describe('the steps of an import', () => {
  const planned = { at: 'planned', edit: 'add', isStale: false, preview: { guard: null } as never } as const

  it.each([
    ['nothing is read', blankImport('add'), ['waiting', 'waiting', 'waiting', 'waiting']],
    ['it is sent', { ...blankImport('add'), step: 'sending' as const }, ['now', 'waiting', 'waiting', 'waiting']],
    ['it is planned', read({}, { isPlanning: true }), ['done', 'done', 'now', 'waiting']],
    ['all is clear', read({}, { plan: planned }), ['done', 'done', 'done', 'now']],
    ['lines are bad', read({ invalid: 1 }), ['done', 'now', 'waiting', 'waiting']],
    [
      'lines are suspicious',
      read({ suspicious_kinds: { url: 1 }, suspicions: [line('url', 'url')] }, { plan: planned }),
      ['done', 'now', 'done', 'waiting'],
    ],
    [
      'the guard asks',
      read({}, { plan: { ...planned, preview: { guard: {} } as never } }),
      ['done', 'done', 'now', 'now'],
    ],
  ])('are where they are when %s', (_when, state, expected) => {
    expect(Object.values(stepStates(state))).toEqual(expected)
  })

  it('count what is listed and what is not, and need no decision about what is no target anyway', () => {
    const state = read({
      suspicious_kinds: { url: 2000, header_word: 1, comment: 3 },
      suspicions: [line('url', 'url'), line('header_word', null, false), line('comment', 'comment')],
    })
    expect(decidedKinds(state).map(({ kind, decision }) => [kind, decision])).toEqual([
      ['url', 'open'],
      ['comment', 'open'],
      ['header_word', 'noted'],
    ])
    expect(openLines(state)).toBe(2003)
    expect(openRepairs(decidedKinds(state))).toEqual(['url', 'comment'])
  })
})
