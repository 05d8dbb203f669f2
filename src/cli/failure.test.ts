import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../contract/errors.ts'
import { exitCodes, refusedBy, unreachedAt } from './failure.ts'

describe('[CMD-3] exit codes', () => {
  it.each<[ErrorCode, number]>([
    ['INVALID_TARGETS', 1],
    ['UNKNOWN_CONSUMER', 1],
    ['STORAGE_FAILED', 1],
    ['SERVER_SHUTDOWN', 3],
    ['UNAUTHORIZED', 4],
    ['FORBIDDEN', 4],
    ['TOO_MANY_ATTEMPTS', 4],
    ['GUARDED', 5],
    ['STALE_EPOCH', 6],
    ['CONFLICT', 6],
  ])('%s is %d', (code, expected) => expect(refusedBy({ code, message: 'No.', places: [] }).exitCode).toBe(expected))

  it('are what docs/cli.md says', () => expect(Object.values(exitCodes)).toEqual([0, 1, 2, 3, 4, 5, 6]))

  it('names the places that are wrong, once', () => {
    const places = [{ path: 'line 2', reason: 'has white space' }]
    expect(refusedBy({ code: 'INVALID_TARGETS', message: 'A line is no target.', places }).message).toBe(
      'A line is no target.\n  line 2: has white space',
    )
    const said = 'line 2: has white space'
    expect(refusedBy({ code: 'INVALID_TARGETS', message: said, places }).message).toBe(said)
  })

  it.each([
    ['ECONNREFUSED', 'connection refused'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', '--ca FILE'],
    ['EOTHER', 'something odd'],
  ])('%s is said in words', (code, said) => {
    const error = new TypeError('fetch failed', { cause: Object.assign(new Error('something odd'), { code }) })
    expect(unreachedAt('http://deck', error).message).toContain(said)
  })
})
