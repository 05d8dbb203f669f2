import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { BatchdeckError } from '../core/errors.ts'
import type { GivenSettings } from '../core/settings.ts'

/**
 * The settings of a YAML file, nested or with dots in their names: `monitor: {batch: {batch-size: 50}}` is
 * `monitor.batch.batch-size: 50`.
 * @throws {BatchdeckError} `INVALID_SETTING` where the file cannot be read or is no such thing
 */
export function readSettingsFile(file: string): GivenSettings {
  let content: unknown
  try {
    content = parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const [reason] = (error as Error).message.split('\n')
    throw new BatchdeckError('INVALID_SETTING', `The settings file ${file} cannot be read: ${reason}`, { cause: error })
  }
  if (content === null || content === undefined) return {}
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new BatchdeckError('INVALID_SETTING', `The settings file ${file} holds no names and values.`)
  }
  return flatten(content)
}

function flatten(node: object, path = ''): Record<string, unknown> {
  const flat: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(node) as [string, unknown][]) {
    const name = path === '' ? key : `${path}.${key}`
    const isBranch = typeof value === 'object' && value !== null && !Array.isArray(value)
    if (isBranch) Object.assign(flat, flatten(value, name))
    // An empty value in YAML means "not set".
    else if (value !== null) flat[name] = value
  }
  return flat
}
