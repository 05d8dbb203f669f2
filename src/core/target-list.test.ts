import { describe, expect, it } from 'vitest'
import { acceptTargets, parseTargetItems, parseTargetText } from './target-list.ts'

describe('target lists', () => {
  it('[HT-1] reads one target a line, with comments, BOM and every kind of line end', () => {
    const text = '\uFEFF# mine\r\na\r\n\r\n  b  # second\nc\rd#e\n'
    expect(parseTargetText(text)).toEqual({ targets: ['a', 'b', 'c', 'd#e'], invalid: [] })
  })

  it('[HT-1] names the lines that are no targets', () => {
    const { targets, invalid } = parseTargetText(`good\ntwo words\nbell\u0007\n${'x'.repeat(257)}\n${'y'.repeat(256)}`)
    expect(targets).toEqual(['good', 'y'.repeat(256)])
    expect(invalid.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '2 has white space inside',
      '3 has a character that cannot be printed',
      '4 is longer than 256 characters',
    ])
  })

  it('[HT-1] reads JSON items: texts, and objects with a target', () => {
    const { targets, invalid } = parseTargetItems(['a', { target: 'b' }, 7, { target: '' }])
    expect(targets).toEqual(['a', 'b'])
    expect(invalid.map(({ line }) => line)).toEqual([3, 4])
  })

  it('[HT-1] refuses the whole list with the first 20 bad lines, unless told to skip', () => {
    const list = parseTargetText('good\n' + 'not good\n'.repeat(30))
    expect(() => acceptTargets(list, 'refuse')).toThrow('30 lines are no target; nothing was changed.')
    try {
      acceptTargets(list, 'refuse')
    } catch (error) {
      expect(error).toMatchObject({ code: 'INVALID_TARGETS', complaints: { length: 20 } })
    }
    expect(acceptTargets(list, 'skip')).toMatchObject({ targets: ['good'], skipped: { length: 30 } })
  })
})
