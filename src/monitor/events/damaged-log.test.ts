import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { NewEvent } from '../../contract/events.ts'
import { AuditStore } from './audit-store.ts'

const retention = { keptFor: Infinity, keptCount: Infinity, lastingFor: Infinity, lastingCount: Infinity }
const started = (at: number): NewEvent => ({ at, type: 'monitor', data: { action: 'started', version: '1' } })

it('[EV-9] a log that was damaged is set aside, and the new one goes on with the numbers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-damaged-log-'))
  try {
    const file = join(folder, 'events.db')
    const before = new AuditStore(file, retention)
    before.append(
      Array.from({ length: 3000 }, (_, at) => started(at)),
      0,
    )
    expect(before.replaced()).toBe(null)
    before.close()
    const bytes = readFileSync(file)
    // The pages in the middle are those of events; the WAL says that nobody closed it.
    bytes.fill(0xff, 4096 * 12, 4096 * 13)
    writeFileSync(file, bytes)
    writeFileSync(`${file}-wal`, 'cut off')
    const store = new AuditStore(file, retention)
    const replaced = store.replaced()
    expect(replaced).toMatchObject({ lastSeq: 3000 })
    expect(readdirSync(folder)).toContain(replaced!.file.slice(folder.length + 1))
    store.append([started(5)], 5)
    expect(store.step({ order: 'desc', limit: 10 }).rows.map(({ seq }) => seq)).toEqual([3001])
    store.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
