import { describe, expect, it } from 'vitest'
import { problemOf } from '../../contract/errors.ts'
import type { PhraseValues } from '../../contract/phrase.ts'
import { machineReasons } from '../../contract/reasons/machine-reasons.ts'
import { BatchdeckError } from '../../contract/errors.ts'
import { startWords } from './start-words.ts'
import { lifeWords } from './words.ts'

/** Said by the command line only, or where the monitor runs already. */
const ofTheCommandLine =
  /^(option|command|set_|settings_file|backup|restore|output|secret|state_accepted|address_(in_use|forbidden|elsewhere))/

const names = Object.entries(machineReasons)
  .filter(([name]) => !ofTheCommandLine.test(name))
  .map(([name, { code, text }]) => ({ name, code, text: text as string }))

describe('[DT-15] why the app cannot start', () => {
  it.each(names)('is said without options and commands: $name', ({ name, code, text }) => {
    const gaps = [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, gap = '']) => gap)
    const values: PhraseValues = Object.fromEntries(gaps.map((gap) => [gap, `<${gap}>`]))
    const problem = problemOf(BatchdeckError.from({ code, message: text, reason: name, values }))
    for (const language of ['en', 'zh'] as const) {
      const said = startWords(problem, language)
      expect(said).not.toMatch(/--[a-z]|batchdeck (restore|token)/)
      expect(said).not.toContain('{{')
      // Where it says less than the command line, it still says which file or folder.
      for (const gap of gaps.filter((one) => ['file', 'folder', 'host'].includes(one)))
        expect(said).toContain(`<${gap}>`)
    }
  })

  it('is in the words of whoever refused where the app has none', () => {
    const unknown = { code: 'INTERNAL', message: 'In its own words.', reason: 'of_another_version' } as const
    expect(startWords(unknown, 'zh')).toBe('In its own words.')
  })
})

it('both languages have the same gaps', () => {
  const gapsIn = (words: unknown): unknown =>
    typeof words === 'string'
      ? [...words.matchAll(/\{\{\w+\}\}/g)].map(([gap]) => gap).toSorted()
      : Object.fromEntries(Object.entries(words as object).map(([key, value]) => [key, gapsIn(value)]))
  expect(gapsIn(lifeWords.zh)).toEqual(gapsIn(lifeWords.en))
})
