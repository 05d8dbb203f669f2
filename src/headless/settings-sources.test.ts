import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../settings/settings.ts'
import { parseSettings } from './settings-file.ts'
import { parseSources } from './settings-sources.ts'

function refused(yaml: string): string[] {
  try {
    parseSources(yaml, 'b.yaml')
  } catch (error) {
    return (error as Error).message.split('\n')
  }
  return []
}

describe('[SO-3] sources in a settings file', () => {
  it('are read beside the settings, with units of time, dashes and variables', () => {
    const yaml = `
server: {port: 1}
sources:
  1: {kind: url, url: 'https://x.test/a', interval: 5m, on-invalid: skip, headers: {X-Key: {variable: KEY}}}
  All pairs:
    kind: sql
    database: {variable: PGURL}
    query: SELECT address FROM pairs
    timeout: 1500
`
    expect(parseSettings(yaml, 'b.yaml').map(({ name }) => name)).toEqual(['server.port'])
    expect(parseSources(yaml, 'b.yaml')).toEqual([
      {
        task: '1',
        definition: {
          kind: 'url',
          url: 'https://x.test/a',
          interval: 300_000,
          on_invalid: 'skip',
          headers: { 'X-Key': { variable: 'KEY' } },
        },
      },
      {
        task: 'All pairs',
        definition: { kind: 'sql', database: { variable: 'PGURL' }, query: 'SELECT address FROM pairs', timeout: 1500 },
      },
    ])
    for (const none of ['', 'server: {port: 1}', 'sources:', 'sources: {}'])
      expect(parseSources(none, 'b.yaml')).toEqual([])
  })

  it('are refused with file, line and what is wrong, and never with what they hold', () => {
    const yaml = `sources:
  1:
    kind: url
    url: ftp-s3cret
    retries: -1
    retry: 3
  2: s3cret
  3: {kind: html}
  4: {kind: command}
`
    const said = refused(yaml)
    expect(said).toEqual([
      'sources, 1: /retry is not known here (b.yaml, line 6)',
      'sources, 1: /url must be an http or https URL (b.yaml, line 4)',
      'sources, 1: /retries must be >= 0 (b.yaml, line 5)',
      'sources, 2: / must be object (b.yaml, line 7)',
      'sources, 3: /kind must be one of file, url, sql, command (b.yaml, line 8)',
      'sources, 4: /command is missing (b.yaml, line 9)',
    ])
    expect(said.join()).not.toContain('s3cret')
    expect(refused('sources: [1]')).toEqual([
      'sources: names of tasks are missing; give TASK: {kind: url, url: …}. (b.yaml, line 1)',
    ])
  })

  it('are what docs/sources.md shows', () => {
    const document = readFileSync(resolve(import.meta.dirname, '../../docs/sources.md'), 'utf8')
    const [, yaml = ''] = /```yaml\n([^]*?)```/.exec(document) ?? []
    expect(parseSources(yaml, 'b.yaml').map(({ task, definition }) => [task, definition.kind])).toEqual([
      ['1', 'url'],
      ['Pairs', 'sql'],
      ['Wallets', 'file'],
      ['Hot', 'command'],
    ])
    expect(resolveSettings(parseSettings(yaml, 'b.yaml'))['monitor.sources.allowed-hosts']).toBe(
      'api.example.com, *.lists.example',
    )
  })
})
