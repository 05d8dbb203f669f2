import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allBack,
  foreignText,
  lost,
  manyLost,
  massLoss,
  NIGHT,
  raised,
  saying,
  tasks,
  testMessage,
  uncovered,
} from '../../../tests/channel-messages.ts'
import type { ChannelMessage } from '../../contract/channel-message.ts'
import type { Language } from '../language.ts'
import { bodyLines, fitted, messageTitle, messageWords } from './message-words.ts'

const words = (message: ChannelMessage, language: Language = 'en') =>
  messageWords(message, { monitor: 'deck', tasks, language })
const text = (message: ChannelMessage, language?: Language) => {
  const made = words(message, language)
  return [made.title, ...bodyLines(made)]
}

describe('[CN-3] a message in words', () => {
  it('says what is gravest first, since when, what happens next, and very many in one line', () => {
    expect(text(raised([...manyLost(300), massLoss, uncovered], 2))).toEqual([
      '[deck] CRITICAL: 300 of 1,000 consumers of ethereum are lost at once; their slots are held (+301 more)',
      'CRITICAL: 300 of 1,000 consumers of ethereum are lost at once; their slots are held · since 02:11 UTC',
      'CRITICAL: 1,800 targets of ethereum are not covered · since 02:11 UTC · slots move at 02:14 UTC',
      'WARNING: 300 consumers lost: web-001, web-002, web-003, web-004, web-005, … · since 02:11 UTC',
      'Still open from before: 2',
    ])
  })

  it('says the same in Chinese', () => {
    expect(text(raised([...manyLost(300), massLoss, uncovered], 2), 'zh')).toEqual([
      '[deck] 严重：ethereum 的 1,000 个消费者中有 300 个同时失联，其槽位已保留（另有 301 条）',
      '严重：ethereum 的 1,000 个消费者中有 300 个同时失联，其槽位已保留 · 始于 02:11 UTC',
      '严重：ethereum 有 1,800 个目标未被覆盖 · 始于 02:11 UTC · 02:14 UTC 迁移槽位',
      '警告：300 个消费者失联：web-001、web-002、web-003、web-004、web-005 等 · 始于 02:11 UTC',
      '此前的告警仍有 2 条未恢复',
    ])
  })

  it('says once that all are back, and how long each took', () => {
    const message = allBack([massLoss, ...manyLost(300)])
    expect(text(message)).toEqual([
      '[deck] RESOLVED: all back after 13m 10s',
      'Resolved after 13m 10s: 300 of 1,000 consumers of ethereum are lost at once; their slots are held',
      'Resolved after 13m 10s: 300 consumers lost',
    ])
    expect(text(message, 'zh')[0]).toBe('[deck] 已恢复：全部恢复正常，历时 13分10秒')
  })

  it('says what is over while other things are not', () => {
    const over = { ...uncovered, acknowledged: { at: NIGHT, by: 'anna' } }
    const message: ChannelMessage = {
      kind: 'raised',
      at: NIGHT,
      alerts: [],
      resolved: [{ alert: over, cleared_at: NIGHT }],
      open: 1,
    }
    expect(text(message)).toEqual([
      '[deck] RESOLVED: 1,800 targets of ethereum are not covered',
      'Resolved after 1m 30s: 1,800 targets of ethereum are not covered · acknowledged by anna',
      'Still open from before: 1',
    ])
  })

  it('says of what came and went that it is over, and only that', () => {
    const message: ChannelMessage = {
      kind: 'raised',
      at: NIGHT,
      alerts: [uncovered],
      resolved: [{ alert: uncovered, cleared_at: NIGHT }],
      open: 0,
    }
    expect(text(message)).toEqual([
      '[deck] RESOLVED: 1,800 targets of ethereum are not covered',
      'Resolved after 1m 30s: 1,800 targets of ethereum are not covered',
    ])
  })

  it('says of a test what it is', () => {
    expect(text(testMessage)).toEqual([
      '[deck] test message',
      'This is a test. Alerts of this monitor will look like this.',
    ])
  })

  it('leads to what it is about: one consumer, all of a kind, or the overview', () => {
    expect(words(raised([lost('web-1')])).place).toEqual({ screen: 'consumers', params: { open: 'web-1' } })
    expect(words(raised(manyLost(9))).place).toEqual({
      screen: 'overview',
      params: { alert: manyLost(9)[0]!.alert_id },
    })
    expect(words(testMessage).place).toEqual({ screen: 'overview', params: {} })
  })

  it('says the day of what is long ago or far off', () => {
    const old = { ...lost('web-1'), since: NIGHT - 3 * 86_400_000 }
    expect(text(raised([old]))[1]).toBe('web-1 is lost · since 26 Nov 02:13 UTC')
    expect(text(raised([old]), 'zh')[1]).toBe('web-1 已失联 · 始于 11月26日 02:13 UTC')
  })

  it('names who looks after it, where that is one', () => {
    const by = (name: string | null) => ({ ...lost('a'), acknowledged: { at: NIGHT, by: name } })
    expect(text(raised([by('anna')]))[1]).toMatch(/ · acknowledged by anna$/)
    expect(text(raised([by(null)]))[1]).toMatch(/ · acknowledged$/)
    const several = [by('anna'), by('ben'), by('anna'), by('anna')]
    expect(text(raised(several))[1]).not.toMatch(/acknowledged/)
  })

  it('has at most 20 lines of alerts and counts the rest: 100,000 alerts are said at once', () => {
    const began = performance.now()
    const many = [...manyLost(50_000), ...Array.from({ length: 50_000 }, (_, i) => saying('x', i))]
    const { lines, leftOut, title } = words(raised(many))
    expect(performance.now() - began).toBeLessThan(3_000)
    expect(lines).toHaveLength(20)
    expect(leftOut + lines.reduce((sum, { alerts }) => sum + alerts, 0)).toBe(100_000)
    expect(title).toContain('50,000 consumers lost')
    expect(bodyLines(words(raised(many))).at(-1)).toBe('… and 49,981 more')
  })

  it('is lines of bounded length without control characters, whatever others write', () => {
    fc.assert(
      fc.property(fc.array(foreignText, { maxLength: 30 }), (texts) => {
        const message = raised(texts.map((one, i) => saying(one.repeat(i === 0 ? 200 : 1), i)))
        for (const line of text(message)) {
          expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u)
          expect(line.isWellFormed()).toBe(true)
          expect(line.length).toBeLessThanOrEqual(401)
        }
        expect(messageTitle(message, { monitor: 'x'.repeat(500), tasks, language: 'en' }).length).toBeLessThanOrEqual(
          160,
        )
      }),
      { numRuns: 60 },
    )
  })

  it('loses lines from the end where there is no room, and counts them', () => {
    const made = words(raised([massLoss, uncovered, ...manyLost(300)]))
    const lines = (limit: number) => fitted(made, bodyLines, (shown) => shown.join('\n').length <= limit)
    expect(lines(10_000)).toHaveLength(3)
    expect(lines(250).at(-1)).toBe('… and 300 more')
    expect(lines(0)).toEqual(['… and 302 more'])
  })
})
