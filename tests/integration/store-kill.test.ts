import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { contentsOf } from '../../src/core/planner/assignment.ts'
import { slotOf } from '../../src/core/planner/hash.ts'
import { openStore } from '../../src/monitor/ledger/store.ts'

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
    const { state, assignments } = store.load()
    const [stored] = state.tasks
    const assignment = assignments.get(1)!
    expect(stored?.task.epoch).toBeGreaterThanOrEqual(published)
    expect(stored?.epochs[0]).toMatchObject({ epoch: stored?.task.epoch, counts: { targets: stored?.task.targets } })
    const batches = [...assignment.batches]
    const contents = contentsOf(assignment, assignment.batches.ids())
    const targets = [...contents.values()].flatMap((content) => content.targets)
    expect(new Set(targets).size).toBe(targets.length)
    expect(targets.length).toBe(stored?.task.targets)
    expect(Math.max(...batches.map(({ batch_id }) => batch_id))).toBeLessThan(state.nextBatchId)
    for (const { batch_id, consumer_id, size } of batches) {
      const own = contents.get(batch_id)!.targets
      expect(own).toHaveLength(size)
      for (const target of own) expect(assignment.owners[slotOf(target)]).toBe(consumer_id)
    }
    store.close()
  }
  rmSync(folder, { recursive: true, force: true })
})
