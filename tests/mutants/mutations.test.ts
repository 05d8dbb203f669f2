import { describe, expect, it } from 'vitest'
import { mutationsOf } from './mutations.ts'

/** What a line can become. */
function changed(source: string): string[] {
  return mutationsOf('a.ts', source).map(
    ({ start, end, replacement }) => source.slice(0, start) + replacement + source.slice(end),
  )
}

describe('mutationsOf', () => {
  it.each([
    ['a < b', ['a <= b', 'a >= b']],
    ['a && b', ['a || b']],
    ['a ?? b', ['a']],
    ['let a = 1', ['let a = 2']],
    ['let a = 0.5', ['let a = 1']],
    ['a(b, c)', ['a(c, b)', '{}']],
    ['x = Math.max(b, c)', ['x = Math.min(b, c)', '{}']],
    ['x = a.filter(b)', ['x = a', '{}']],
    ['x = Math.max(1)', ['x = Math.min(1)', 'x = Math.max(2)', '{}']],
    ['if (a) b()', ['if (!(a)) b()', 'if (a) {}', '{}']],
    ['if (a) {} else {}', ['if (!(a)) {} else {}', 'if (a) {}']],
    ['x = a ? b : c', ['x = b', 'x = c', '{}']],
    ['function f() { return [a] }', ['function f() { return [] }']],
    ['function f() { a() }', ['function f() {}', 'function f() { {} }']],
  ])('%s', (source, expected) => {
    expect(changed(source).toSorted()).toEqual(expected.toSorted())
  })

  it.each([`import a from 'b'`, `type A = 1 | 2`, `const a = 'x' + b`, `throw new Error(a > 1 ? 'many' : 'one')`])(
    'leaves %s as it is',
    (source) => expect(changed(source)).toEqual([]),
  )
})
