import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mayNot, ownGrant, type Role, speaksFor } from './grant.ts'

describe('[SEC-4] a pattern of consumer ids', () => {
  it.each([
    ['c1', ['c1'], ['c', 'c11', 'xc1', 'C1', '']],
    ['*', ['', 'a', 'eu-1'], []],
    ['eu-*', ['eu-', 'eu-1'], ['eu', 'xeu-1', 'EU-1']],
    ['*-eu', ['-eu', 'a-eu'], ['a-eu1', 'eu']],
    ['a*a', ['aa', 'aba'], ['a', 'ab']],
    ['a*b*c', ['abc', 'axxbxxc', 'abbcc'], ['ac', 'acb', 'ab']],
    ['**', ['', 'x'], []],
    ['a.c', ['a.c'], ['abc']],
  ])('%s', (pattern, those, others) => {
    const speaks = (id: string) => speaksFor({ pattern }, id)
    expect(those.filter((id) => !speaks(id))).toEqual([])
    expect(others.filter(speaks)).toEqual([])
  })

  it('is what a regular expression with the same parts says', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 })
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 8 })
    fc.assert(
      fc.property(pattern, text, (given, id) => {
        const expression = new RegExp(`^${given.replaceAll('.', '\\.').replaceAll('*', '.*')}$`)
        expect(speaksFor({ pattern: given }, id)).toBe(expression.test(id))
      }),
    )
  })

  it('is not slow, whatever it is', () => {
    const startedAt = performance.now()
    for (let i = 0; i < 1000; i++) speaksFor({ pattern: '*a'.repeat(64) }, `${'a'.repeat(127)}b`)
    expect(performance.now() - startedAt).toBeLessThan(1000)
  })

  it('binds nobody who has none', () => expect(speaksFor(ownGrant, 'any')).toBe(true))
})

it('[SEC-1] roles have ranks: consumer, viewer, operator, admin; who manages tokens is said beside', () => {
  const roles: readonly Role[] = ['consumer', 'viewer', 'operator', 'admin']
  const may = (role: Role, isAdmin: boolean) => roles.filter((needed) => !mayNot({ role, isAdmin }, needed))
  expect(roles.map((role) => may(role, role === 'admin'))).toEqual([
    ['consumer'],
    ['consumer', 'viewer'],
    ['consumer', 'viewer', 'operator'],
    ['consumer', 'viewer', 'operator', 'admin'],
  ])
  expect(may('operator', true)).toContain('admin')
})
