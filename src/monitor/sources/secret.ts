import type { SourceSecret } from '../../contract/resources/source.ts'
import { refusal } from '../../contract/refusal.ts'

/** @throws {BatchdeckError} `SOURCE_FAILED` where the environment lacks it */
export function secretText(secret: SourceSecret, environment: Readonly<Record<string, string | undefined>>): string {
  if (typeof secret === 'string') return secret
  const { variable } = secret
  const found = environment[variable]
  if (found === undefined || found === '') throw refusal('source_variable_missing', { variable })
  return found
}
