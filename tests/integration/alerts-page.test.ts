import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { settingsTable } from '../../src/settings/settings.ts'
import { alertKinds, severityOf } from '../../src/contract/resources/alert.ts'
import { root } from '../docs.ts'

const file = resolve(root, 'docs/alerts.md')
const page = readFileSync(file, 'utf8')
const rules = new Set(
  Array.from(
    readFileSync(resolve(root, 'docs/PROTOCOL.md'), 'utf8').matchAll(/^- \*\*([A-Z]+-\d+)\*\*/gm),
    ([, rule]) => rule!,
  ),
)

/** What the page says, by the severity it stands under. */
const entries = page
  .split(/^## /m)
  .slice(1)
  .flatMap((part) => {
    const severity = part.slice(0, part.indexOf('\n')).toLowerCase()
    return part
      .split(/^### /m)
      .slice(1)
      .map((entry) => {
        const [head = '', ...lines] = entry.split('\n')
        return { kind: head.replaceAll('`', ''), severity, text: lines.join('\n') }
      })
  })

describe('docs/alerts.md', () => {
  it('[AL-8] has every kind of alert that there is and no other, each once, under its severity', () => {
    const said = entries.map(({ kind, severity }) => `${kind} ${severity}`)
    expect(said.toSorted()).toEqual(alertKinds.map((kind) => `${kind} ${severityOf(kind)}`).toSorted())
  })

  it.each(entries)('says of $kind what it means, what helps, when it goes, and by which rules', ({ text }) => {
    const points = Array.from(text.matchAll(/^- \*\*(\w+)\*\*: (\S[^]*?)(?=^- |(?![^]))/gm))
    expect(points.map(([, name]) => name)).toEqual(['Means', 'Helps', 'Goes', 'Rules'])
    const named = points[3]![2]!.trim().split(', ')
    expect(named.filter((rule) => !rules.has(rule))).toEqual([])
  })

  it('names settings that there are, and leads to pages that there are', () => {
    const named = Array.from(page.matchAll(/`((?:server|monitor|console)\.[a-z.*-]+)`/g), ([, name]) => name!)
    expect(named.length).toBeGreaterThan(5)
    const known = Object.keys(settingsTable)
    for (const name of named) {
      const [start = ''] = name.split('*')
      expect(
        known.filter((each) => (name.endsWith('*') ? each.startsWith(start) : each === name)),
        name,
      ).not.toEqual([])
    }
    for (const [, place = ''] of page.matchAll(/\]\(([^)#]+)/g)) {
      expect(existsSync(resolve(dirname(file), place)), place).toBe(true)
    }
  })
})
