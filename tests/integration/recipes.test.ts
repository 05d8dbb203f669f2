import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../docs.ts'
import { ServerProcess } from './server-process.ts'

const blocks = Array.from(
  readFileSync(resolve(root, 'docs/http-api.md'), 'utf8').matchAll(/```sh\n(.*?)```/gs),
  ([, commands = '']) => commands,
)
/** What is in the answer, in the order of the document. */
const answers = [
  '',
  '"status":"ok"',
  '"name":"Contracts","epoch":0',
  '"base_epoch":0,"changed":true',
  '"published":true,"epoch":1',
  '"added":2,"removed":1',
  '"added":0,"removed":1',
  '"empties":true',
  '"added":4,"removed":0',
  'target-b\ntarget-c\ntarget-d\ntarget-e\n',
  '"total":4,"matching":4',
  '"batch_size":2',
  '"base_epoch":7,"changed":false',
  '"priority":"medium"',
  '"cause":"options: batch size 99 → 2"',
  'operator',
  '"batch_statuses":',
  '{"alerts":[',
  '"text":"Switch replaced"',
  'operator: Switch replaced',
  '"sources":[]',
  'batchdeck_targets',
  '"code":"UNKNOWN_TASK"',
]

describe('docs/http-api.md', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-recipes-'))
  let server: ServerProcess
  beforeAll(async () => {
    server = await ServerProcess.start(['--port', '0', '--data-dir', dataDir])
  })
  afterAll(async () => {
    await server.end('SIGTERM')
    rmSync(dataDir, { recursive: true, force: true })
  })

  it('has an answer expected of each of its blocks', () => expect(blocks).toHaveLength(answers.length))

  it.each(blocks.map((commands, i) => [commands.split('\n')[0], commands, answers[i] ?? ''] as const))(
    '%s',
    (_first, commands, expected) => {
      // The address is that of the first block only where nothing else runs.
      const script = commands.startsWith('export') ? commands : `set -eo pipefail\nMONITOR=${server.url}\n${commands}`
      expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' })).toContain(expected)
    },
  )
})
