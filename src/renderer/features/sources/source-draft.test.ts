import { describe, expect, it } from 'vitest'
import type { SourceResource } from '../../../contract/resources/source.ts'
import { definitionOf, draftOf, faultsOf, type SourceDraft } from './source-draft.ts'

const draft = (part: Partial<SourceDraft>): SourceDraft => ({ ...draftOf(null), ...part })

describe('[SO-1] a source as it is edited', () => {
  it('is by default a URL, read every five minutes and applied at once', () => {
    expect(definitionOf(draft({ url: ' https://lists.example/a.json ' }))).toEqual({
      kind: 'url',
      url: 'https://lists.example/a.json',
      interval: 300_000,
      apply: 'automatically',
      on_invalid: 'refuse',
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

  it('of a source there is holds what is known of it, and no secret', () => {
    const source = {
      kind: 'url',
      where: 'https://a.example/list',
      path: 'data',
      headers: ['Authorization'],
      interval: 60_000,
      cron: null,
      apply: 'after_review',
      on_invalid: 'skip',
    } as unknown as SourceResource
    expect(draftOf(source)).toMatchObject({
      kind: 'url',
      url: 'https://a.example/list',
      path: 'data',
      headers: [{ name: 'Authorization', value: '' }],
      minutes: 1,
      apply: 'after_review',
      onInvalid: 'skip',
    })
    expect(faultsOf(draftOf(source))).toEqual(['headers'])
  })
})
