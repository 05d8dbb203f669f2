import { inEnglish } from '../contract/refusal.ts'
import { allowedValues, formatValue, type SettingRow } from './setting-value.ts'
import { environmentName, settingsTable } from './settings.ts'

const rows = Object.entries(settingsTable) as [keyof typeof settingsTable, SettingRow][]

/** `docs/settings.md`: every setting there is, made from the table. */
export function settingsReference(): string {
  const table = [
    ['setting', 'default', 'allowed', 'meaning'],
    ...rows.map(([name, row]) => {
      const usual = row.default === null ? '–' : `\`${formatValue(row, row.default)}\``
      return [`\`${name}\``, usual, inEnglish(allowedValues(row)), row.meaning]
    }),
  ]
  return `# Settings

Every setting of a monitor: its default, what may be given, and what it does. Made from \`src/settings/settings.ts\` by
\`npm run docs\`; \`batchdeck config --reference\` prints the same.

A setting is given in a YAML file (\`--config batchdeck.yaml\`), as an environment variable, or by a flag. Flags win over
variables, those over the file, and that over the default. \`batchdeck config --print\` shows what is in force and where it
was given. All of them are read at the start; a wrong one stops it and says why.

\`\`\`yaml
# yaml-language-server: $schema=docs/settings.schema.json
monitor:
  liveness:
    grace: 3s
monitor.batch.batch-size: 50 # the same with dots
\`\`\`

The variable is the name in capitals, with \`_\` for dots and dashes:
\`${environmentName('monitor.liveness.grace')}=3s\`. The flag is \`--set monitor.liveness.grace=3s\`; \`--host\`, \`--port\`,
\`--data-dir\` and \`--token\` are short forms. A time has a unit (\`ms\`, \`s\`, \`m\`, \`h\`, \`d\`; \`ms\` without one), and so
has a size (\`B\`, \`KiB\`, \`MiB\`, \`GiB\`; bytes without one).

${columns(table)}
`
}

/** A table whose columns stand below each other, as the formatter writes it. */
function columns(table: readonly (readonly string[])[]): string {
  const widths = table[0]!.map((_, i) => Math.max(...table.map((row) => row[i]!.length)))
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`
  const [head, ...body] = table
  return [line(head!), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body.map(line)].join('\n')
}
