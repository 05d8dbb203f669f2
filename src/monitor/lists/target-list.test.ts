import { describe, expect, it } from 'vitest'
import { problemOf } from '../../contract/errors.ts'
import { fault } from '../../contract/refusal.ts'
import { invalidLine, MAX_KEPT_COMPLAINTS } from './invalid-line.ts'
import { acceptTargets, reportOf as reportAs, type TargetList } from './target-list.ts'
import { TargetListBuilder } from './target-list-builder.ts'

function reportOf(list: TargetList) {
  const readAs = { format: 'text', format_by: 'said', encoding: 'utf-8', encoding_by: 'content', bom: false } as const
  return reportAs(list, readAs, { count: 0, first: [] })
}

function parseLines(lines: readonly string[]) {
  const list = new TargetListBuilder()
  for (const [i, line] of lines.entries()) list.addText(line, i + 1)
  return list.finish()
}

function parseItems(items: readonly unknown[]) {
  const list = new TargetListBuilder()
  for (const [i, item] of items.entries()) list.addItem(item, i + 1)
  return list.finish()
}

describe('target lists', () => {
  it('[HT-1] reads one target a line, with comments', () => {
    const { targets, invalid } = parseLines(['# mine', 'a', '', '  b  # second', 'c', 'd#e', '\t# none'])
    expect({ targets, invalid }).toEqual({ targets: ['a', 'b', 'c', 'd#e'], invalid: [] })
  })

  it('[HT-1] names the lines that are no targets', () => {
    const { targets, invalid } = parseLines([
      'good',
      'two words',
      'bell\u0007',
      'x'.repeat(257),
      'y'.repeat(256),
      '\u{1F600}'.repeat(256),
    ])
    expect(targets).toEqual(['good', 'y'.repeat(256), '\u{1F600}'.repeat(256)])
    expect(invalid.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '2 has white space inside (U+0020 as character 4); give each target a line of its own',
      '3 has a character that cannot be printed (U+0007 as character 5); remove it',
      '4 is longer than 256 characters',
    ])
  })

  it('[HT-1] [PL-5] reads JSON items: texts, and objects with a target and perhaps a priority', () => {
    const items = ['a', { target: 'b' }, 7, { target: '' }, { target: 'c', priority: 'top' }, null]
    const { targets, ratings, invalid } = parseItems(items)
    expect({ targets, ratings }).toEqual({ targets: ['a', 'b'] })
    expect(invalid.map(({ line }) => line)).toEqual([3, 4, 5, 6])
    const rated = parseItems(['a', { target: 'b', priority: 'low' }, { target: 'c', priority: 'urgent' }, 'd'])
    expect([...(rated.ratings ?? [])]).toEqual([255, 3, 0, 255])
  })

  it('[HT-1] refuses the whole list with the first 20 bad lines, unless told to skip', () => {
    const list = parseLines(['good', ...Array.from({ length: 30 }, () => 'not good')])
    expect(() => acceptTargets(list, 'refuse')).toThrow('30 lines are no target; nothing was changed.')
    try {
      acceptTargets(list, 'refuse')
    } catch (error) {
      expect(error).toMatchObject({ code: 'INVALID_TARGETS', complaints: { length: 20 } })
    }
    expect(reportOf(list)).toMatchObject({ targets: 1, invalid: 30, complaints: { length: 20 }, can_skip: true })
    expect(acceptTargets(list, 'skip')).toMatchObject({ targets: ['good'], skipped: { length: 30 } })
  })

  it('[HT-1] a list that cannot be read to its end cannot be skipped through', () => {
    const list = new TargetListBuilder()
    list.addText('good', 1)
    list.addText('not good', 2)
    const broken = list.finish({ fault: invalidLine(3, fault('quote_unclosed'), '') })
    expect(reportOf(broken)).toMatchObject({ invalid: 2, complaints: [{ line: 2 }, { line: 3 }], can_skip: false })
    const refused = 'nothing was changed. The rest of the list cannot be told apart, so that they cannot be skipped.'
    expect(() => acceptTargets(broken, 'skip')).toThrow(refused)
  })

  it('[HT-1] says of a line what is wrong in English and as data, and of one that is left out in English only', () => {
    const list = new TargetListBuilder()
    list.addText('not good', 7)
    const reason = 'has white space inside (U+0020 as character 4); give each target a line of its own'
    const said = { line: 7, reason, text: 'not good' }
    const values = { sign: 'U+0020', place: 4 }
    expect(reportOf(list.finish()).complaints).toEqual([{ ...said, fault: 'target_has_space', values }])
    expect(acceptTargets(list.finish(), 'skip').skipped).toEqual([said])
    try {
      acceptTargets(list.finish(), 'refuse')
      expect.unreachable()
    } catch (error) {
      expect(problemOf(error)).toEqual({
        code: 'INVALID_TARGETS',
        message: '1 line is no target; nothing was changed.',
        reason: 'line_invalid',
        values: { count: 1 },
        complaints: [
          {
            path: 'line 7',
            reason: `${reason}: not good`,
            complaint: 'line',
            values: { fault: { key: 'target_has_space', values }, text: 'not good' },
          },
        ],
        detail: { invalid: 1, valid: 0 },
      })
    }
  })

  it('[HT-1] what is nearly all bad lines is no target list, and cannot be skipped through', () => {
    const list = new TargetListBuilder()
    for (let line = 1; line <= MAX_KEPT_COMPLAINTS; line++) list.refuse(line, fault('target_empty'), '')
    expect(acceptTargets(list.finish(), 'skip').skipped).toHaveLength(MAX_KEPT_COMPLAINTS)
    list.refuse(MAX_KEPT_COMPLAINTS + 1, fault('target_empty'), '')
    expect(() => acceptTargets(list.finish(), 'skip')).toThrow(`${MAX_KEPT_COMPLAINTS + 1} lines are no target`)
    expect(() => acceptTargets(list.finish(), 'skip')).toThrow('More than 100,000 cannot be skipped.')
  })
})
