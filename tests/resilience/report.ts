import type { Figures } from './figures.ts'
import type { Program } from './program.ts'

const whole = new Intl.NumberFormat('en-US')

/** `docs/reliability.md`: what was run, and what came of it. Nobody writes it by hand. */
export function reliabilityReport(programs: readonly Program[], figures: readonly Figures[]): string {
  const known = programs.flatMap((program) => {
    const run = figures.find(({ program: name }) => name === program.name)
    return run ? [{ program, run }] : []
  })
  const missing = programs.filter(({ name }) => !known.some(({ program }) => program.name === name))
  return [
    '# Reliability',
    '',
    'What was done to a real monitor, and what it made of it. `npm run resilience -- --write` writes this page from the',
    'runs themselves; short ones are among the tests of every change. A _finding_ is something that was not as it must be.',
    '',
    ...table(known.map(({ program, run }) => tableRow(program, run))),
    '',
    ...(missing.length > 0 ? [`Not run yet: ${missing.map(({ name }) => `\`${name}\``).join(', ')}.`, ''] : []),
    ...known.flatMap(({ program, run }) => section(program, run)),
    '## Again',
    '',
    '`npm run resilience` runs every program for a few seconds, `npm run resilience -- NAME… --long` the named ones as long as',
    'they are meant to be; `--times N` says how much is tried, `--seed S` which of all trials. The same seed does the same.',
    'It ends with 1 where there is a finding, and says how to have it again.',
    '',
  ].join('\n')
}

const columns = ['program', 'tried', 'survived', 'lost', 'findings', 'seed', 'took', 'version, day'] as const
/** The columns with numbers. */
const isRight = (column: number) => column > 0 && column < columns.length - 1

function tableRow(program: Program, run: Figures): string[] {
  return [
    `[${program.name}](#${program.name})`,
    `${whole.format(run.tried)} ${program.unit}`,
    whole.format(run.survived),
    `${whole.format(run.lost)} ${program.lost}`,
    String(run.findings.length),
    String(run.seed),
    duration(run.seconds),
    `${run.version}, ${run.day}`,
  ]
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]!.length)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (isRight(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join(' | ')} |`
  const rule = widths.map((width, column) => (isRight(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)))
  return [line(columns), line(rule), ...rows.map(line)]
}

function section(program: Program, run: Figures): string[] {
  return [
    `## ${program.name}`,
    '',
    program.about,
    '',
    ...run.rows.map(([what, value]) => `- ${what}: ${typeof value === 'number' ? whole.format(value) : value}`),
    ...run.findings.map((finding) => `- **Finding**: ${finding.split('\n')[0]}`),
    `- Node ${run.node}, ${run.cores} cores`,
    '',
  ]
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  return `${Math.round(seconds / 6) / 10} min`
}
