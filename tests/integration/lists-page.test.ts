import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listRepairs, type ListRepair, suspicionKinds } from '../../src/contract/list-format.ts'
import { repair } from '../../src/monitor/lists/repair.ts'
import { suspect } from '../../src/monitor/lists/suspicion.ts'
import { runMonitor } from './running-monitor.ts'

const page = readFileSync(resolve(import.meta.dirname, '../../docs/lists.md'), 'utf8')

/** The blocks of code of a part of the page. */
function blocksOf(part: string): { language: string; text: string }[] {
  return Array.from(part.matchAll(/^```(\w+)\n([^`]*)^```$/gm), ([, language = '', text = '']) => ({ language, text }))
}

/** What stands between backticks in the cells of a table. */
function rowsOf(part: string): string[][][] {
  const lines = part.split('\n').filter((line) => line.startsWith('| `'))
  return lines.map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, text = '']) => text)),
  )
}

const accepted = blocksOf(page.slice(page.indexOf('## What is accepted'), page.indexOf('### Which column')))
const examples = accepted.flatMap((list, i) => (i % 2 === 0 ? [{ list, read: accepted[i + 1]! }] : []))
const wrong = rowsOf(page.slice(page.indexOf('## What looks wrong'), page.indexOf('## What is refused')))

describe('[LI-1] the page about lists', () => {
  it('has an example of every form of text', () => {
    const languages = new Set(examples.map(({ list }) => list.language))
    expect([...languages].toSorted()).toEqual(['csv', 'json', 'ndjson', 'text'])
    expect(examples.length).toBeGreaterThanOrEqual(8)
  })

  it('says of each list what becomes of it', async () => {
    await using running = await runMonitor()
    const { url } = running.monitor.address
    for (const [i, { list, read }] of examples.entries()) {
      await running.send('POST', '/api/tasks', { task_id: i + 1, name: `Example ${i}` })
      const at = `${url}/api/tasks/${i + 1}/targets`
      const put = await fetch(`${at}?format=auto`, { method: 'PUT', body: list.text })
      expect(await put.json()).toMatchObject({ published: true, suspicious: 0, ignored_columns: [] })
      const got = await fetch(at, { headers: { accept: 'application/x-ndjson' } })
      expect(await got.text()).toBe(read.text)
    }
  })

  it('[LI-6] [LI-7] says of each line that looks wrong what it is, and what helps', () => {
    expect(wrong.length).toBeGreaterThanOrEqual(8)
    for (const [kind, example, name, made] of wrong) {
      const suspicion = suspect(example![0]!, 'exact')
      expect([example, suspicion?.kind, suspicion?.repair]).toEqual([example, kind![0], name![0] ?? null])
      if (name![0] === undefined) continue
      expect(repair(example![0]!, [name![0] as ListRepair]).texts).toEqual(made)
    }
  })

  it('[LI-6] [LI-7] names every kind and every repair', () => {
    for (const name of [...suspicionKinds, ...listRepairs]) expect(page).toContain(`\`${name}\``)
  })
})
