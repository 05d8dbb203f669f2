import { describe, expect, it } from 'vitest'
import type { SourceResource } from '../../../contract/resources/source.ts'
import { definitionOf, draftOf, faultsOf, type SourceDraft } from './source-draft.ts'

const source = {
  kind: 'url',
  name: 'a.example',
  where: 'https://a.example/…/list?key=…',
  path: 'data',
  headers: ['Authorization'],
  interval: 60_000,
  cron: null,
  time_zone: 'Asia/Shanghai',
  jitter: 5000,
  timeout: 20_000,
  retries: 2,
  format: 'json',
  encoding: 'gb18030',
  apply: 'after_review',
  on_invalid: 'skip',
  on_suspicious: 'refuse',
} as unknown as SourceResource

const draft = (part: Partial<SourceDraft>): SourceDraft => ({ ...draftOf(null), ...part })

describe('[SO-1] a source as it is edited', () => {
  it('is by default a URL, read every five minutes and applied at once', () => {
    expect(definitionOf(draft({ url: ' https://lists.example/a.json ' }))).toEqual({
      kind: 'url',
      url: 'https://lists.example/a.json',
      interval: 300_000,
      headers: {},
      apply: 'automatically',
      on_invalid: 'refuse',
      on_suspicious: 'take',
    })
  })

  it('names its headers and its path, and leaves out what is empty', () => {
    const headers = [
      { name: 'Authorization', value: 'Bearer x' },
      { name: '', value: '' },
    ]
    const given = draft({ url: 'https://a.example', headers, path: ' data.tokens ', when: 'cron', cron: '*/5 * * * *' })
    expect(definitionOf(given)).toMatchObject({
      headers: { Authorization: 'Bearer x' },
      path: 'data.tokens',
      cron: '*/5 * * * *',
    })
    expect(definitionOf(given)).not.toHaveProperty('interval')
  })

  it('takes a program and its arguments line by line', () => {
    const { command } = definitionOf(draft({ kind: 'command', command: 'psql\n-c\nselect 1\n\n' })) as {
      command: string[]
    }
    expect(command).toEqual(['psql', '-c', 'select 1'])
  })

  it.each([
    [{ url: '' }, ['url']],
    [{ url: 'lists.example/a' }, ['url']],
    [{ url: 'ftp://lists.example/a' }, ['url']],
    [{ url: 'https://a.example', headers: [{ name: 'X', value: '' }] }, ['headers']],
    [{ url: 'https://a.example', minutes: Number.NaN }, ['minutes']],
    [{ url: 'https://a.example', minutes: 0 }, ['minutes']],
    [{ url: 'https://a.example', when: 'cron' }, ['cron']],
    [{ kind: 'file' }, ['file']],
    [{ kind: 'sql', query: 'select 1' }, ['database']],
    [{ kind: 'sql', database: 'postgres://x' }, ['query']],
    [{ kind: 'command', command: ' \n' }, ['command']],
    [{ url: 'https://a.example' }, []],
  ] as const)('%j lacks %j', (part, faults) => {
    expect(faultsOf(draft(part))).toEqual(faults)
  })

  it('[SO-6] of a source there is holds what is known of it; what is secret stays, and so does what is not edited', () => {
    const known = draftOf(source)
    expect(known).toMatchObject({
      kind: 'url',
      url: 'https://a.example/…/list?key=…',
      path: 'data',
      headers: [{ name: 'Authorization', value: '' }],
      minutes: 1,
      apply: 'after_review',
      onInvalid: 'skip',
      onSuspicious: 'refuse',
    })
    expect(faultsOf(known, source)).toEqual([])
    expect(definitionOf(known, source)).toEqual({
      kind: 'url',
      url: 'https://a.example/…/list?key=…',
      headers: { Authorization: null },
      path: 'data',
      interval: 60_000,
      apply: 'after_review',
      on_invalid: 'skip',
      on_suspicious: 'refuse',
      jitter: 5000,
      timeout: 20_000,
      retries: 2,
      format: 'json',
      encoding: 'gb18030',
    })
    // Of the schedule, too: not all of the world is in UTC.
    expect(definitionOf({ ...known, when: 'cron', cron: '0 3 * * *' }, source)).toMatchObject({
      time_zone: 'Asia/Shanghai',
    })
    expect(definitionOf(known, { ...source, name: 'market' })).toMatchObject({ name: 'market' })
    expect(definitionOf({ ...known, headers: [] }, source)).toMatchObject({ headers: {} })
    expect(definitionOf({ ...known, headers: [{ name: 'authorization', value: 'new' }] }, source)).toMatchObject({
      headers: { authorization: 'new' },
    })
  })

  it('[SO-6] keeps nothing for another host: URL and headers are to be given anew', () => {
    const known = draftOf(source)
    const elsewhere = { ...known, url: 'https://b.example/…/list?key=…' }
    expect(faultsOf(elsewhere, source)).toEqual(['url', 'headers'])
    expect(faultsOf({ ...known, url: 'https://b.example/list' }, source)).toEqual(['headers'])
    expect(faultsOf({ ...known, url: 'http://a.example/list' }, source)).toEqual(['headers'])
    expect(faultsOf({ ...known, url: 'https://a.example/other' }, source)).toEqual([])
    // A new source has nothing to keep.
    expect(faultsOf(known)).toEqual(['url', 'headers'])
  })

  it('[SO-6] keeps connection and query of a database, and a program with its arguments', () => {
    const sql = { ...source, kind: 'sql', where: 'postgresql://db/lists', headers: [] } as const
    expect(faultsOf(draftOf(sql), sql)).toEqual([])
    expect(definitionOf(draftOf(sql), sql)).toMatchObject({ database: null, query: null })
    expect(definitionOf({ ...draftOf(sql), query: 'select 1' }, sql)).toMatchObject({
      database: null,
      query: 'select 1',
    })
    const command = { ...sql, kind: 'command', where: 'psql …' } as const
    expect(definitionOf(draftOf(command), command)).toMatchObject({ command: null })
    expect(faultsOf({ ...draftOf(command), kind: 'sql' }, command)).toEqual(['database', 'query'])
  })
})
