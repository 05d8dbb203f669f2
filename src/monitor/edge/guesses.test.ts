import { describe, expect, it } from 'vitest'
import { problemOf } from '../../contract/errors.ts'
import { Guesses } from './guesses.ts'

function guessing() {
  let now = 0
  const guesses = new Guesses(() => now)
  const compared: string[] = []
  /** `in`, `wrong`, or for how many seconds it has to wait. */
  const attempt = (from: string | null, token: string | undefined) => {
    try {
      const found = guesses.attempt(from, token, () => {
        compared.push(token ?? 'none')
        return token?.startsWith('right') === true ? 'role' : null
      })
      return found === null ? 'wrong' : 'in'
    } catch (error) {
      const { code, values } = problemOf(error)
      return code === 'TOO_MANY_ATTEMPTS' ? values?.['seconds'] : code
    }
  }
  const fail = (from: string, count: number) => Array.from({ length: count }, (_, i) => attempt(from, `guess ${i}`))
  return { guesses, attempt, fail, compared, pass: (ms: number) => (now += ms) }
}

describe('[ED-6] guessing tokens', () => {
  it('costs a longer wait each time, during which nothing is compared', () => {
    const { attempt, fail, compared, pass, guesses } = guessing()
    expect(fail('6.6.6.6', 11)).toEqual(Array.from({ length: 11 }, () => 'wrong'))
    const waits: unknown[] = []
    for (let i = 0; i < 8; i++) {
      const wait = attempt('6.6.6.6', 'right by chance') as number
      waits.push(wait)
      pass(wait * 1000)
      expect(attempt('6.6.6.6', 'guess')).toBe('wrong')
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
    expect(compared).not.toContain('right by chance')
    expect(guesses.counted).toEqual({ failed: 19, throttled: 8 })
  })

  it('is of an address, and of IPv6 of a whole network', () => {
    const { attempt, fail } = guessing()
    fail('6.6.6.6', 11)
    expect([attempt('6.6.6.7', 'right'), attempt('6.6.6.6', 'right')]).toEqual(['in', 1])
    for (let i = 0; i < 11; i++) attempt(`2001:db8:6::${i}`, 'guess')
    expect([attempt('2001:db8:6:0:ffff::1', 'guess'), attempt('2001:db8:7::1', 'right')]).toEqual([1, 'in'])
  })

  it('by one worker does not lock out its neighbours whose token was right before', () => {
    const { attempt, fail, pass } = guessing()
    expect(attempt('10.0.0.1', 'right')).toBe('in')
    fail('10.0.0.1', 11)
    expect([attempt('10.0.0.1', 'right'), attempt('10.0.0.1', 'right too'), attempt('10.0.0.1', 'guess')]).toEqual([
      'in',
      1,
      1,
    ])
    pass(25 * 3_600_000)
    fail('10.0.0.1', 11)
    expect(attempt('10.0.0.1', 'right')).toBe(1)
  })

  it('with a token that was right and is no more counts as any other', () => {
    const guesses = new Guesses(() => 0)
    expect(guesses.attempt('10.0.0.1', 'revoked', () => 'role')).toBe('role')
    for (let i = 0; i < 11; i++) guesses.attempt('10.0.0.1', 'revoked', () => null)
    expect(() => guesses.attempt('10.0.0.1', 'revoked', () => null)).toThrow(/Try again in 1 s/)
  })

  it('is not: few mistakes, no token, the monitor itself', () => {
    const { attempt, fail, pass, guesses } = guessing()
    for (let minute = 0; minute < 5; minute++) {
      expect(fail('10.0.0.1', 10)).not.toContain(1)
      pass(60_000)
    }
    for (let i = 0; i < 100; i++) attempt('10.0.0.2', undefined)
    for (let i = 0; i < 100; i++) attempt(null, 'guess')
    expect([attempt('10.0.0.2', 'right'), attempt(null, 'right'), guesses.alerts()]).toEqual(['in', 'in', []])
  })

  it('is an alert with the address and the attempts, and ends by itself', () => {
    const { attempt, fail, pass, guesses } = guessing()
    fail('6.6.6.6', 10)
    expect(guesses.alerts()).toEqual([])
    fail('6.6.6.6', 1)
    attempt('6.6.6.6', 'guess')
    expect(guesses.alerts()).toEqual([
      {
        alert_id: 'guessing:6.6.6.6',
        kind: 'guessing',
        count: 12,
        message: '6.6.6.6 has tried 12 times with wrong tokens.',
        reason: 'tokens_guessed',
        values: { address: '6.6.6.6', attempts: 12 },
      },
    ])
    pass(600_000)
    expect([guesses.alerts(), fail('6.6.6.6', 1)]).toEqual([[], ['wrong']])
  })

  it('from a million addresses takes no more memory than from ten thousand', () => {
    const { fail, attempt, guesses } = guessing()
    for (let i = 0; i < 30_000; i++) fail(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, 1)
    expect(guesses.size).toBe(10_000)
    for (let i = 0; i < 120_000; i++) attempt('10.0.0.1', `right ${i}`)
    expect(guesses.size).toBe(110_000)
  })
})
