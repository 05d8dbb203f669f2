import { describe, expect, it } from 'vitest'
import { problemOf, sentenceOf } from '../../contract/errors.ts'
import { type Fault, faults } from '../../contract/faults.ts'
import { type Reason, reasons } from '../../contract/reasons.ts'
import { complaint, english, fault, refusal } from '../../contract/refusal.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import { type Language, languages } from '../language.ts'
import { alertValues, consoleWords, fill } from '../words.ts'
import { lineWords, refusalLines, refusalWords, vocabularies } from './refusal-words.ts'

const gaps = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!).toSorted()
const chinese = vocabularies.zh

describe('the words of refusals', () => {
  it('are there for every reason and every fault in every language, with the same gaps', () => {
    const keys = [...(Object.keys(reasons) as Reason[]), ...(Object.keys(faults) as Fault[])].toSorted()
    for (const language of languages) {
      const { texts } = vocabularies[language]
      expect(Object.keys(texts).toSorted()).toEqual(keys)
      for (const key of keys) expect(gaps(texts[key]!), `${language} ${key}`).toEqual(gaps(english.texts[key]))
    }
  })

  it('are Chinese in Chinese: sentences end as they do there, and no Latin punctuation stands between its characters', () => {
    for (const reason of Object.keys(reasons) as Reason[]) {
      const text = chinese.texts[reason]!
      if (/^\{\{\w+\}\}$/.test(text)) continue
      expect(text).toMatch(/\p{Script=Han}|^\{\{address\}\}：/u)
      expect(text).toMatch(/[。？）}]$/)
      expect(text).not.toMatch(/\p{Script=Han}[,;:!?()]|[,;:!?()]\p{Script=Han}/u)
    }
  })

  it('have words for values of the machine, each in a gap that there is', () => {
    const known = new Set(Object.values(chinese.texts).flatMap(gaps))
    expect(Object.keys(chinese.terms).filter((gap) => !known.has(gap))).toEqual([])
  })

  it('[HT-4] are in the language that is asked for, those within them too', () => {
    const busy = refusal('import_in_other_phase', { import: 3, phase: 'planning', wanted_phase: 'ready' })
    expect(refusalWords(busy, 'en')).toBe('Import 3 is planning, not ready.')
    expect(refusalWords(busy, 'zh')).toBe('导入 3 处于“计算中”，而不是“等待操作员决定”。')
    const allowed = fault('allowed_range', { least: '1s', most: '5s' })
    const wrong = fault('setting_refused', { setting: 'a.b', given: '"x"', allowed })
    const invalid = refusal('settings_invalid', {
      faults: [fault('fault_at', { fault: wrong, place: '--set' }), wrong],
    })
    expect(refusalWords(problemOf(invalid), 'zh')).toBe(
      'a.b：不允许 "x"，应为 1s 至 5s。（--set）\na.b：不允许 "x"，应为 1s 至 5s。',
    )
  })

  it('[HT-1] stand above the first complaints, where the sentence does not list them', () => {
    const lines = ['a b', 'c d', 'e f', 'g h'].map((text, i) =>
      complaint(
        `line ${i + 1}`,
        fault('line', { fault: fault('target_has_space', { sign: 'U+0020', place: 2 }), text }),
      ),
    )
    const refused = refusal('lines_invalid', { count: 4 }, { complaints: lines })
    expect(refusalLines(refused, 'en').split('\n')).toEqual([
      '4 lines are no target; nothing was changed.',
      'line 1 has white space inside (U+0020 as character 2); give each target a line of its own: a b',
      'line 2 has white space inside (U+0020 as character 2); give each target a line of its own: c d',
      'line 3 has white space inside (U+0020 as character 2); give each target a line of its own: e f',
    ])
    expect(refusalLines(refused, 'zh').split('\n')).toEqual([
      '4 行不是有效目标，未作任何更改。',
      '第 1 行 中间有空白（第 2 个字符，U+0020）；请每行只写一个目标：a b',
      '第 2 行 中间有空白（第 2 个字符，U+0020）；请每行只写一个目标：c d',
      '第 3 行 中间有空白（第 2 个字符，U+0020）；请每行只写一个目标：e f',
    ])
    const body = refusal('body_invalid', {}, { complaints: [complaint('/name', fault('blank'))] })
    expect(refusalLines(body, 'en')).toBe('The body is not valid: /name must not be blank.')
    expect(refusalLines(body, 'zh')).toBe('请求内容无效：/name 不能为空白。')
  })

  it('[HT-4] are those of an alert, too', () => {
    const said = sentenceOf(refusal('disk_full', { file: 'batchdeck.db' }))
    const alert = { alert_id: 'storage', kind: 'storage', since: 0, ...said } as const
    const text = (language: Language, of: AlertResource) =>
      fill(consoleWords[language].alert.storage, alertValues(of, new Map(), language))
    expect(text('zh', alert)).toBe('无法写入数据库：batchdeck.db 所在磁盘已满，未作任何更改。请腾出空间后重试。')
    expect(text('en', alert)).toBe(`Can't write to the database: ${said.message}`)
    const older = { alert_id: 'storage', kind: 'storage', since: 0, message: 'It is full.' } as const
    expect(text('zh', older)).toBe('无法写入数据库：It is full.')
  })

  it('[HT-4] of a monitor of another version are its English', () => {
    const message = 'The moon is full.'
    expect(refusalWords({ message, reason: 'moon_full', values: {} }, 'zh')).toBe(message)
    expect(refusalWords({ message, reason: 'task_unknown', values: { name: 'x' } }, 'zh')).toBe(message)
    expect(refusalLines({ message, complaints: [{ path: '/a', reason: 'is round' }] }, 'zh')).toBe(
      `${message}\n/a is round`,
    )
    const line = { line: 1, reason: 'is round', text: '' }
    expect(lineWords(line, 'zh')).toBe('is round')
    expect(lineWords({ ...line, fault: 'round', values: {} }, 'zh')).toBe('is round')
    expect(lineWords({ ...line, fault: 'target_empty', values: {} }, 'zh')).toBe('为空')
    expect(
      lineWords({ ...line, text: 'a b', fault: 'target_has_space', values: { sign: 'U+0020', place: 2 } }, 'zh'),
    ).toBe('中间有空白（第 2 个字符，U+0020）；请每行只写一个目标：a b')
    expect(lineWords({ ...line, text: 'a b' }, 'zh')).toBe('is round: a b')
  })
})
