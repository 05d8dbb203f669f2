import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { createListReader } from '../src/monitor/lists/list-reader.ts'
import { randomNumbers } from './random.ts'

/** The list as it is imported. */
export const realText = readFileSync(resolve(import.meta.dirname, '../resources/demo-targets.txt'), 'utf8')
/** 6,000 real ones. */
export const realAddresses: readonly string[] = targetsOfText(realText)

const BASE_58 = Buffer.from('123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz')
/** Of the real ones so many have 43 characters, the others 44. */
const SHORT_SHARE = realAddresses.filter(({ length }) => length === 43).length / realAddresses.length

/** The list as an import of text hands it to the planner. */
export function linesOfText(targets: readonly string[]): readonly string[] {
  return targetsOfText(targets.join('\n'))
}

function targetsOfText(text: string): readonly string[] {
  return targetsOf('text', text)
}

function targetsOf(format: 'text' | 'json', body: string): readonly string[] {
  const reader = createListReader(format, 'replace')
  reader.accept(Buffer.from(body))
  const sent = reader.end()
  return sent.kind === 'replace' ? sent.list.targets : []
}

/** The list as an import of JSON hands it to the planner: each target a text of its own. */
export function itemsOfJson(targets: readonly string[]): readonly string[] {
  return targetsOf('json', JSON.stringify(targets))
}

/** Addresses of the shape of the real ones. Each seed gives its own; none is ever met twice. */
export function syntheticAddresses(count: number, seed: number): string[] {
  const random = randomNumbers(seed)
  const text = Buffer.alloc(44)
  return Array.from({ length: count }, () => {
    const length = random() < SHORT_SHARE ? 43 : 44
    for (let i = 0; i < length; i++) text[i] = BASE_58[Math.floor(random() * 58)]!
    return text.toString('latin1', 0, length)
  })
}
