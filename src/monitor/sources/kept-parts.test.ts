import { describe, expect, it } from 'vitest'
import type { SourceDefinition, SourceRequest } from '../../contract/resources/source.ts'
import { wholeDefinition } from './kept-parts.ts'

const url = {
  kind: 'url',
  url: 'https://api.example.com/list?key=s3cret',
  headers: { 'X-Api-Key': 's3cret', Accept: 'text/csv' },
} as const satisfies SourceDefinition
const sql = { kind: 'sql', database: 'postgresql://me:s3cret@db/x', query: 'SELECT 1' } as const
const command: SourceDefinition = { kind: 'command', command: ['list', '--key', 's3cret'], folder: '/srv' }
const same = 'https://api.example.com/list?key=…'

describe('[SO-6] what is not sent again', () => {
  it.each<[string, SourceRequest, SourceDefinition]>([
    ['all headers', { kind: 'url', url: same, interval: 5000 }, { ...url, interval: 5000 }],
    [
      'one of them, in whatever case',
      { kind: 'url', url: same, headers: { 'x-api-key': null } },
      { kind: 'url', url: url.url, headers: { 'x-api-key': 's3cret' } },
    ],
    ['none of them', { kind: 'url', url: same, headers: {} }, { kind: 'url', url: url.url }],
    [
      'one of them beside a new one',
      { kind: 'url', url: same, headers: { 'X-Api-Key': 'new', Accept: null } },
      { kind: 'url', url: url.url, headers: { 'X-Api-Key': 'new', Accept: 'text/csv' } },
    ],
  ])('stays: %s', (_what, given, whole) => {
    expect(wholeDefinition(given, url)).toEqual(whole)
  })

  it('stays of a database and of a program, too', () => {
    expect(wholeDefinition({ kind: 'sql', database: null, query: 'SELECT 2' }, sql)).toEqual({
      ...sql,
      query: 'SELECT 2',
    })
    expect(wholeDefinition({ kind: 'sql', database: { variable: 'X' }, query: null }, sql)).toEqual({
      ...sql,
      database: { variable: 'X' },
    })
    expect(wholeDefinition({ kind: 'command', command: null, retries: 1 }, command)).toEqual({ ...command, retries: 1 })
    expect(wholeDefinition({ kind: 'command', command: ['other'] }, command)).toEqual({
      kind: 'command',
      command: ['other'],
    })
  })

  it.each([
    'https://other.example.com/list',
    'http://api.example.com/list',
    'https://api.example.com:8443/list',
    'https://api.example.com./list',
    'https://api.example.com.evil.example/list',
  ])('never gets to %s', (elsewhere) => {
    expect(wholeDefinition({ kind: 'url', url: elsewhere }, url)).toEqual({ kind: 'url', url: elsewhere })
    for (const given of [
      { kind: 'url', url: elsewhere, headers: { 'X-Api-Key': null } },
      { kind: 'url', url: `${elsewhere}?key=…` },
      { kind: 'url', url: `${elsewhere}?key=%E2%80%A6` },
    ] as const) {
      expect(() => wholeDefinition(given, url)).toThrow(expect.objectContaining({ reason: 'source_kept_elsewhere' }))
    }
  })

  it.each<[SourceRequest, SourceDefinition | null]>([
    [{ kind: 'url', url: same }, null],
    [{ kind: 'url', url: same }, sql],
    [{ kind: 'url', url: url.url, headers: { 'X-Other': null } }, url],
    [{ kind: 'url', url: 'https://api.example.com/list?other=…' }, url],
    [{ kind: 'sql', database: null, query: 'SELECT 1' }, url],
    [{ kind: 'sql', database: 'postgresql://x/y', query: null }, null],
    [{ kind: 'command', command: null }, sql],
  ])('has to be there: %j', (given, before) => {
    expect(() => wholeDefinition(given, before)).toThrow(expect.objectContaining({ reason: 'source_nothing_kept' }))
  })
})
