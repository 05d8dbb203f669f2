import { expect, it } from 'vitest'
import type { GivenSource } from '../monitor/sources/given-source.ts'
import { parseSources } from './settings-sources.ts'
import { sourcesYaml } from './sources-yaml.ts'

const plain: readonly GivenSource[] = [
  {
    task: '1',
    definition: {
      kind: 'url',
      url: 'https://api.example.com/list',
      path: '/data/tokens',
      headers: { 'X-Api-Key': { variable: 'WATCHLIST_KEY' } },
      interval: 300_000,
    },
  },
  { task: 'Pairs: all', definition: { kind: 'sql', database: { variable: 'DB' }, query: 'SELECT 1\nFROM pairs' } },
  { task: '3', definition: { kind: 'file', file: '/srv/lists', cron: '*/10 * * * *', timeout: 90_000 } },
  { task: '4', definition: { kind: 'command', command: ['/usr/local/bin/hot'] } },
]
const secret: readonly GivenSource[] = [
  { task: '5', definition: { kind: 'url', url: 'https://me:s3cret@api.example.com/list?key=s3cret' } },
  {
    task: '6',
    definition: { kind: 'url', url: 'https://api.example.com/', headers: { A: 's3cret', B: { variable: 'B' } } },
  },
  { task: '7', definition: { kind: 'sql', database: 'mysql://me:s3cret@db/x', query: 'SELECT 1' } },
  { task: '8', definition: { kind: 'command', command: ['hot', '--key', 's3cret'] } },
]

it('[CF-2] sources are printed as they were given; one with a secret as a comment, without it', () => {
  expect(sourcesYaml([], 'x.yaml')).toBe('')
  const text = sourcesYaml([...secret.slice(0, 2), ...plain, ...secret.slice(2)], 'x.yaml')
  expect(text).not.toContain('s3cret')
  expect(parseSources(text, 'printed')).toEqual(plain)
  const lines = text.split('\n')
  expect(lines).toEqual(
    expect.arrayContaining([
      'sources: # file x.yaml',
      '    interval: 5m',
      '#     url: https://api.example.com/list?key=…',
      '#       A: (hidden)',
      '#     database: mysql://db/x',
      '#       - (hidden)',
    ]),
  )
  expect(parseSources(sourcesYaml(secret, 'x.yaml'), 'printed')).toEqual([])
})
