import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { otherSpellings } from './spellings.ts'
import { TargetListBuilder } from './target-list-builder.ts'

const A = '0x52908400098527886E0F7030069857D2E4169EE7'
const lower = A.toLowerCase()

const digits = fc.array(fc.constantFrom('a', 'A', 'b', 'B', '0', '9'), { minLength: 3, maxLength: 3 })
const spelled = fc
  .tuple(fc.constantFrom('', 'eth:', 'ETH:', 'base:', 'https:', 'x'), fc.constantFrom('0x', '0X'), digits)
  .map(([chain, mark, some]) => `${chain}${mark}${some.join('').padEnd(40, 'c')}`)

describe('[LI-6] an address in two spellings, where every character counts', () => {
  it('is found wherever it stands, and only there', () => {
    fc.assert(
      fc.property(fc.array(spelled, { maxLength: 30 }), (targets) => {
        const isEvm = (text: string) => /^(?:(?:eth|base):)?0x[0-9a-f]{40}$/i.test(text)
        const expected = targets.flatMap((target, place) => {
          const first = targets.findIndex((other) => isEvm(other) && other.toLowerCase() === target.toLowerCase())
          return isEvm(target) && first < place && targets[first] !== target ? [{ place, first }] : []
        })
        expect(otherSpellings(targets)).toEqual(expected)
      }),
    )
  })

  const read = (leaveOut: readonly 'spelling'[] = []) => {
    const list = new TargetListBuilder({ leaveOut })
    const lines = ['a', A, 'b,c', lower, 'z', lower, A, `0X${A.slice(2)}`]
    for (const [i, line] of lines.entries()) list.add(line, i, i + 1, i === 4 ? '{"label":"Z"}' : null)
    return list.finish()
  }

  it('is suspicious and taken, named with the line of the first, among what else is', () => {
    const { targets, suspicions, suspiciousKinds } = read()
    expect(targets).toHaveLength(8)
    expect(suspiciousKinds).toEqual({ separator: 1, spelling: 3 })
    expect(suspicions.map(({ line, kind, taken, values }) => [line, kind, taken, values.line])).toEqual([
      [3, 'separator', true, undefined],
      [4, 'spelling', true, 2],
      [6, 'spelling', true, 2],
      [8, 'spelling', true, 2],
    ])
  })

  it('is left out where that is asked for, and everything else stays with its line, rating and attributes', () => {
    const { targets, ratings, attributes, lines, rows, leftOutCount } = read(['spelling'])
    expect(targets).toEqual(['a', A, 'b,c', 'z', A])
    expect([...(ratings ?? [])]).toEqual([0, 1, 2, 4, 6])
    expect(attributes).toEqual([null, null, null, '{"label":"Z"}', null])
    expect(targets.map((_, place) => lines.lineOf(place))).toEqual([1, 2, 3, 5, 7])
    expect(rows.map(({ target }) => target)).toEqual(targets)
    expect(leftOutCount).toBe(3)
  })

  it('is no matter where case does not count', () => {
    const list = new TargetListBuilder({ identity: 'evm' })
    for (const [i, line] of [A, lower].entries()) list.addText(line, i + 1)
    expect(list.finish()).toMatchObject({ suspicious: 0, targets: [A, lower] })
  })
})
