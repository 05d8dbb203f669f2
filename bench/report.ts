/** A line of a table. */
export interface Row {
  readonly cells: readonly string[]
  /** What to reach; empty where nothing is set. */
  readonly bound: string
  /** Null where there is no bound. */
  readonly holds: boolean | null
}

/** A table with what has to be known to read it. */
export interface Section {
  readonly title: string
  readonly text: string
  /** Names of the cells; bound and verdict come after them. */
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

type Judged = Pick<Row, 'bound' | 'holds'>

/** Figures are ratios of whole numbers; this is more than their rounding and less than any difference. */
const ROUNDING = 1e-9

export const unbounded: Judged = { bound: '', holds: null }

export function atMost(value: number, limit: number): Judged {
  return { bound: `≤ ${limit}`, holds: value <= limit + ROUNDING }
}

export function between(value: number, low: number, high: number): Judged {
  return { bound: `${low}–${high}`, holds: value >= low - ROUNDING && value <= high + ROUNDING }
}

export function mean(values: readonly number[]): number {
  // Twelve digits: the mean of equal values is that value.
  return Number((values.reduce((sum, value) => sum + value, 0) / values.length).toPrecision(12))
}

export function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity)
}

/** A whole number with its thousands apart. */
export function whole(value: number): string {
  return value.toLocaleString('en')
}

/** The section as Markdown, aligned as the formatter wants it. Where nothing has a bound, there are no columns for it. */
export function markdown({ title, text, columns, rows }: Section): string {
  const verdicts = new Map([
    [true, 'yes'],
    [false, '**no**'],
    [null, ''],
  ])
  const isBounded = rows.some(({ holds }) => holds !== null)
  const head = isBounded ? [...columns, 'bound', 'holds'] : columns
  const body = rows.map(({ cells, bound, holds }) => (isBounded ? [...cells, bound, verdicts.get(holds)!] : cells))
  return [`## ${title}`, text, alignedTable(head, body)].join('\n\n')
}

/** Texts stand to the left in the first column, figures to the right in all others. */
function alignedTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) => Math.max(3, name.length, ...rows.map((row) => row[column]!.length)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}
