import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { slotOf } from '../../src/core/planner/hash.ts'
import { openStore } from '../../src/monitor/store/store.ts'

const KILLS = 20

/** Publishes until so many epochs were said, then dies by SIGKILL. @returns the last epoch that was said */
function publishAndDie(file: string, seed: number, epochs: number): Promise<number> {
  const script = join(import.meta.dirname, 'publish-forever.ts')
  const child = spawn(process.execPath, ['--no-warnings', script, file, String(seed)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let last = 0
  let said = 0
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n').filter(Boolean)) {
      last = Number(line)
      said++
    }
    if (said >= epochs) child.kill('SIGKILL')
  })
  return new Promise((resolve) => void child.once('close', () => resolve(last)))
}

it(`[EP-1] ${KILLS} kills at any moment: what was said to be published is there, whole`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-kill-'))
  const file = join(folder, 'batchdeck.db')
  for (let kill = 0; kill < KILLS; kill++) {
    const published = await publishAndDie(file, kill * 1000, 1 + ((kill * 7) % 12))
    const store = openStore(file)
    const { tasks, nextBatchId } = store.load()
    const stored = tasks[0]
    expect(stored?.task.epoch).toBeGreaterThanOrEqual(published)
    expect(stored?.epochs[0]).toMatchObject({ epoch: stored?.task.epoch, counts: { targets: stored?.task.targets } })
    const batches = [...(stored?.assignment.batches.values() ?? [])]
    const targets = batches.flatMap((batch) => batch.targets)
    expect(new Set(targets).size).toBe(targets.length)
    expect(targets.length).toBe(stored?.task.targets)
    expect(Math.max(...batches.map(({ batch_id }) => batch_id))).toBeLessThan(nextBatchId)
    for (const batch of batches) {
      for (const target of batch.targets) expect(stored?.assignment.owners[slotOf(target)]).toBe(batch.consumer_id)
    }
    store.close()
  }
  rmSync(folder, { recursive: true, force: true })
})
