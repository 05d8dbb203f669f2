import { describe, expect, it } from 'vitest'
import { ListIntake } from '../lists/list-intake.ts'
import { noLimits } from '../lists/list-reader.ts'
import { assertList } from './no-list.ts'

const A = '0x52908400098527886E0F7030069857D2E4169EE7'

function assertBody(body: string, isOfServer = true): void {
  const intake = new ListIntake('auto', 'replace', noLimits)
  intake.accept(Buffer.from(body))
  assertList(intake.end(), isOfServer)
}

describe('[SO-4] what a source gives is no list', () => {
  it.each([
    'Unauthorized',
    'Blocked',
    '被封禁',
    '429',
    'null',
    'OK\n',
    '["error"]',
    '"rate_limited"',
    '{"data":["Forbidden"]}',
    'rate_limited\nretry-after=30',
    'error:timeout',
    'target\nundefined\n',
    'https://example.com/login\nhttps://example.com/help',
    '1.23E+47\n4.56E+46',
    'address\ncontract',
    '---\nTotal',
  ])('where it is %j', (body) => {
    expect(() => assertBody(body)).toThrow(expect.objectContaining({ reason: 'source_is_answer' }) as Error)
  })

  it.each([
    ['{"next":"/2","data":["a","b"]}', 'next'],
    [`{"data":{"items":["${A}"],"has_more":true}}`, 'data/has_more'],
    [`{"meta":{"next_cursor":"abc"},"data":["${A}"]}`, 'meta/next_cursor'],
    [`{"data":["${A}"],"pageInfo":{"hasNextPage":true}}`, 'pageInfo/hasNextPage'],
    [`{"data":["${A}"],"links":{"next":{"href":"/2"}}}`, 'links/next'],
  ])('where it is one page of several: %s', (body, field) => {
    expect(() => assertBody(body)).toThrow(
      expect.objectContaining({ reason: 'source_is_page', values: { field } }) as Error,
    )
  })

  it.each([
    A,
    `${A}\nerror`,
    'a\nb',
    'pool-1',
    '1\n2\n429',
    `https://etherscan.io/token/${A}\n${A}`,
    '{"next":null,"data":["pool-1"],"has_more":false,"links":{"next":""}}',
  ])('but it is where that is %j', (body) => {
    expect(() => assertBody(body)).not.toThrow()
  })

  it('where a file or a program of one’s own gives it, any word may be a target, but what says that something failed', () => {
    for (const body of ['listed', 'none', 'a\nok', '1']) expect(() => assertBody(body, false)).not.toThrow()
    for (const body of ['Unauthorized', 'error: no such host', '1.23E+47']) {
      expect(() => assertBody(body, false)).toThrow(expect.objectContaining({ reason: 'source_is_answer' }) as Error)
    }
  })
})
