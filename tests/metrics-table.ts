// The table of metrics in docs/monitoring/README.md, made of what a running monitor says. As a program it writes it:
// node tests/metrics-table.ts
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Family, readExposition } from './integration/exposition.ts'
import { measuredFleet } from './integration/measured-fleet.ts'

export const metricsReadme = resolve(import.meta.dirname, '../docs/monitoring/README.md')
const [START, END] = ['<!-- metrics -->', '<!-- /metrics -->']

/** The same document with the table as it has to be. */
export function withMetricsTable(document: string, families: ReadonlyMap<string, Family>): string {
  const [before, after] = [document.indexOf(START), document.indexOf(END)]
  if (before < 0 || after < before) throw new Error(`${metricsReadme} has no ${START} … ${END}.`)
  const rows = [...families.values()]
    .filter(({ name }) => name.startsWith('batchdeck_'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, type, help, samples }) => {
      const labels = new Set(samples.flatMap((sample) => Object.keys(sample.labels)))
      labels.delete('le')
      return [
        `\`${name}\``,
        type,
        Array.from(labels, (label) => `\`${label}\``).join(', '),
        help.replaceAll('|', String.raw`\|`),
      ]
    })
  const columns = [['metric', 'kind', 'labels', 'what it says'], ...rows]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...columns.map((row) => row[column]!.length)))
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`
  const [head = [], ...body] = columns
  const table = [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body.map(line)].join(
    '\n',
  )
  return `${document.slice(0, before + START.length)}\n\n${table}\n\n${document.slice(after)}`
}

if (import.meta.main) {
  await using fleet = await measuredFleet()
  const families = readExposition(await fleet.scrape())
  writeFileSync(metricsReadme, withMetricsTable(readFileSync(metricsReadme, 'utf8'), families))
}
