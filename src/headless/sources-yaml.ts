import { stringify } from 'yaml'
import type { SourceDefinition, SourceSecret } from '../contract/resources/source.ts'
import type { GivenSource } from '../monitor/sources/given-source.ts'
import { placeOf } from '../monitor/sources/source-terms.ts'
import { formatValue } from '../settings/setting-value.ts'
import { durations, SOURCES_KEY } from './settings-sources.ts'

/** What is secret and stands in the file; what only names a variable is not. */
const HIDDEN_VALUE = '(hidden)'

/**
 * `[CF-2]` The sources of a settings file as it has them, without what is secret: one that has any is a comment, for without
 * it this would be another source.
 * @param file what it is called
 */
export function sourcesYaml(given: readonly GivenSource[], file: string): string {
  const sections = given.map(({ task, definition }) => {
    const { shown, isWhole } = shownDefinition(definition)
    const lines = stringify({ [task]: shown }, { lineWidth: 0, blockQuote: false })
      .trimEnd()
      .split('\n')
    return lines.map((line) => (isWhole ? `  ${line}` : `#   ${line}`)).join('\n')
  })
  return given.length === 0 ? '' : [`${SOURCES_KEY}: # file ${file}`, ...sections].join('\n')
}

function shownDefinition(definition: SourceDefinition) {
  const { where } = placeOf(definition)
  const hidden: Record<string, unknown> = {}
  switch (definition.kind) {
    case 'file':
      break
    case 'url': {
      const { url, headers = {} } = definition
      if (where !== new URL(url).href) hidden['url'] = where
      const values = Object.entries(headers)
      if (values.some(([, value]) => isSecret(value))) {
        hidden['headers'] = Object.fromEntries(
          values.map(([name, value]) => [name, isSecret(value) ? HIDDEN_VALUE : value]),
        )
      }
      break
    }
    case 'sql':
      if (isSecret(definition.database)) hidden['database'] = where
      break
    case 'command':
      if (definition.command.length > 1) hidden['command'] = [definition.command[0], HIDDEN_VALUE]
  }
  const times = durations.flatMap((name) => {
    const value = definition[name]
    return value === undefined ? [] : [[name, formatValue({ kind: 'duration' }, value)] as const]
  })
  const isWhole = Object.keys(hidden).length === 0
  return { shown: { ...definition, ...hidden, ...Object.fromEntries(times) }, isWhole }
}

function isSecret(value: SourceSecret): boolean {
  return typeof value === 'string'
}
