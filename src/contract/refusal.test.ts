import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BatchdeckError, errorTable, problemOf, sentenceOf } from './errors.ts'
import { faults } from './faults.ts'
import { say } from './phrase.ts'
import { type Reason, reasons } from './reasons.ts'
import { complaint, english, fault, inEnglish, refusal, sayComplaint, sayWithComplaints } from './refusal.ts'

const gaps = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!)
const keys = Object.keys(reasons) as Reason[]

describe('the table of reasons', () => {
  it('has a code that exists for each, a fact for its key, and a sentence', () => {
    for (const reason of keys) {
      const { code, text } = reasons[reason]
      expect(Object.hasOwn(errorTable, code), reason).toBe(true)
      expect(reason).toMatch(/^[a-z]+(_[a-z0-9]+)*$/)
      // What is a machine's own words, or a list of faults, ends as it likes.
      if (gaps(text).join() !== 'detail' && !/^\{\{faults\}\}$|\{\{detail\}\}$/.test(text))
        expect(text).toMatch(/[.?)]$/)
    }
  })

  it('[WS-12] uses every code but those that only end a connection', () => {
    const used = new Set<string>(keys.map((reason) => reasons[reason].code))
    expect(Object.keys(errorTable).filter((code) => !used.has(code))).toEqual([
      'REGISTER_TIMEOUT',
      'PING_TIMEOUT',
      'TOO_SLOW',
    ])
  })

  it('says nothing twice, and no key means two things', () => {
    const said = keys.map((reason) => `${reasons[reason].code} ${reasons[reason].text}`)
    expect(said.length).toBe(new Set(said).size)
    const wrong = Object.values<string>(faults)
    expect(wrong.length).toBe(new Set(wrong).size)
    expect(keys.filter((key) => Object.hasOwn(faults, key))).toEqual([])
  })

  it('has gaps with names only, and no half brace', () => {
    for (const text of Object.values<string>(english.texts)) {
      expect(text.replaceAll(/\{\{[a-z_]+\}\}/g, '')).not.toMatch(/\{\{|\}\}/)
    }
  })
})

describe('a refusal', () => {
  it('[HT-4] is an error with its code, its reason, its values and the English sentence', () => {
    const cause = new Error('below')
    const error = refusal('task_unknown', { task: 7 }, { detail: { more: 1 }, cause })
    expect(error).toBeInstanceOf(BatchdeckError)
    expect(error.message).toBe('There is no task 7.')
    expect(error.cause).toBe(cause)
    expect(error.toProblem()).toEqual({
      code: 'UNKNOWN_TASK',
      message: 'There is no task 7.',
      reason: 'task_unknown',
      values: { task: 7 },
      detail: { more: 1 },
    })
    expect(problemOf(refusal('frame_binary'))).toEqual({
      code: 'INVALID_MESSAGE',
      message: 'Frames are JSON text, not binary.',
      reason: 'frame_binary',
      values: {},
    })
  })

  it('lists its complaints where its sentence does', () => {
    const complaints = [
      complaint('/name', fault('missing')),
      complaint('/size', fault('of_other_type', { type: 'integer' })),
    ]
    const error = refusal('body_invalid', {}, { complaints })
    expect(error.message).toBe('The body is not valid: /name is missing; /size must be integer.')
    expect(error.toProblem()).toMatchObject({ values: {}, complaints })
  })

  it('keeps its complaints where only its sentence is kept', () => {
    const complaints = [complaint('/a', fault('missing')), complaint('/b', fault('too_long', { limit: 3 }))]
    const error = refusal('frame_invalid', { type: 'ping' }, { complaints })
    const { message, reason, values } = sentenceOf(error)
    expect(say(english, { key: reason!, values: values! })).toBe(message)
    expect(message).toBe('ping: /a is missing; /b must not have more than 3 characters.')
    expect(sentenceOf(refusal('frame_binary'))).toEqual({
      message: 'Frames are JSON text, not binary.',
      reason: 'frame_binary',
      values: {},
    })
  })

  it('does not compile with a value too few, one too many, or without the complaints it lists', () => {
    const never = (): unknown[] => [
      // @ts-expect-error -- a value is missing
      refusal('task_unknown'),
      // @ts-expect-error -- a value is missing
      refusal('epoch_unknown', { task: 1 }),
      // @ts-expect-error -- a value has no gap
      refusal('task_unknown', { task: 1, epoch: 2 }),
      // @ts-expect-error -- there is no gap at all
      refusal('frame_binary', { task: 1 }),
      // @ts-expect-error -- there is no such reason
      refusal('task_unknwon', { task: 1 }),
      // @ts-expect-error -- its sentence lists complaints
      refusal('body_invalid', {}),
      // @ts-expect-error -- a value is missing
      fault('not_one_of'),
    ]
    expect(never).toBeTypeOf('function')
  })

  it('says whatever it is filled with as it is, whichever reason it has', () => {
    const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer())
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.infiniteStream(value), (key, stream) => {
        const { text } = reasons[key]
        const values: Record<string, string | number> = {}
        for (const name of gaps(text)) values[name] = stream.next().value
        const said = say(english, { key, values })!
        // Between the fixed parts, in their order, stands exactly what was given.
        const parts = text.split(/\{\{\w+\}\}/)
        const expected = parts.map((part, i) => (i === 0 ? part : `${values[gaps(text)[i - 1]!]!}${part}`)).join('')
        expect(said).toBe(expected)
      }),
    )
  })
})

describe('a phrase', () => {
  it('may hold others, each in a line of its own where there are many', () => {
    const allowed = fault('allowed_range', { least: 1, most: 5 })
    const wrong = fault('setting_refused', { setting: 'a.b', given: '"x"', allowed })
    const placed = fault('fault_at', { fault: wrong, place: '--set' })
    expect(inEnglish(placed)).toBe('a.b: "x" is not allowed; give 1 to 5. (--set)')
    expect(refusal('settings_invalid', { faults: [placed, fault('missing')] }).message).toBe(
      'a.b: "x" is not allowed; give 1 to 5. (--set)\nis missing',
    )
  })

  it('is said in the words of the language, values of the machine too', () => {
    const chinese = {
      texts: { consumer_not_lost: '{{consumer}}{{state}}', missing: '缺失', body_invalid: '无效：{{complaints}}' },
      terms: { state: { online: '在线' } },
      separator: '；',
    }
    expect(say(chinese, { key: 'consumer_not_lost', values: { consumer: 'online', state: 'online' } })).toBe(
      'online在线',
    )
    const complaints = [complaint('/a', fault('missing')), { path: '/b', reason: 'is odd' }]
    // What has no words in it is said in English.
    expect(sayWithComplaints(chinese, { key: 'body_invalid', values: {} }, complaints)).toBe('无效：/a 缺失；/b is odd')
  })

  it.each([
    ['another key', { key: 'from_tomorrow', values: {} }],
    ['a key that is no own one', { key: 'toString', values: {} }],
    ['fewer values', { key: 'task_unknown', values: {} }],
    ['a value that is none', { key: 'task_unknown', values: { task: null as never } }],
    ['a list of what is no phrase', { key: 'settings_invalid', values: { faults: [1] as never } }],
    [
      'a phrase within it that is not known',
      { key: 'settings_invalid', values: { faults: [{ key: 'x', values: {} }] } },
    ],
  ])('of a monitor of another version with %s has no words', (_what, phrase) => {
    expect(say(english, phrase)).toBeNull()
  })

  it('of a complaint that is not known is its English', () => {
    expect(sayComplaint(english, { path: '/x', reason: 'is odd', complaint: 'odd', values: {} })).toBe('/x is odd')
    expect(sayComplaint(english, { path: 'line 7', reason: 'old', complaint: 'missing' })).toBe('line 7 is missing')
  })
})
