import { describe, expect, it } from 'vitest'
import { alertKinds, type AlertResource } from '../contract/resources/alert.ts'
import type { TaskResource } from '../contract/resources/task.ts'
import { alertText, alertValues, consoleWords, fill } from './words.ts'

describe('the words of alerts', () => {
  it('fills in what is known, as often as it stands there, and leaves what is not', () => {
    expect(fill('{{a}} and {{b}}, {{a}} and {{c}}', { a: 'x', b: 0 })).toBe('x and 0, x and {{c}}')
  })

  it('writes numbers as the language does, and calls a task by its name or, unknown, by its id', () => {
    const alert: AlertResource = { kind: 'coverage', since: 0, alert_id: 'x', task_id: 1, count: 12_345 }
    const tasks = new Map([[1, { task_id: 1, name: 'Contracts' } as TaskResource]])
    expect(alertValues(alert, tasks, 'en')).toEqual({
      consumer: '',
      task: 'Contracts',
      epoch: 0,
      of: '0',
      count: '12,345',
      message: '',
    })
    expect(alertValues({ ...alert, task_id: 2 }, tasks, 'zh')).toMatchObject({ task: '任务 2' })
    expect(
      alertValues({ kind: 'consumer_lost', since: 0, alert_id: 'x', consumer_id: 'c1' }, tasks, 'en'),
    ).toMatchObject({
      consumer: 'c1',
      task: '',
      count: '0',
    })
    expect(alertValues({ kind: 'storage', since: 0, alert_id: 'x', message: 'no room' }, tasks, 'en').message).toBe(
      'no room',
    )
    expect(alertValues({ kind: 'rollout_stuck', since: 0, alert_id: 'x', epoch: 7 }, tasks, 'en').epoch).toBe(7)
  })

  it('has the same gaps in every language', () => {
    const gaps = (texts: Readonly<Record<string, string>>) =>
      Object.entries(texts).map(([kind, text]) => [kind, [...text.matchAll(/\{\{\w+\}\}/g)].map(String).toSorted()])
    expect(gaps(consoleWords.zh.alert)).toEqual(gaps(consoleWords.en.alert))
  })

  it('says one of one, and an alert that only a later monitor knows by its name', () => {
    const alert = { kind: 'coverage', since: 0, alert_id: 'x', task_id: 7, count: 1 } as const
    expect(alertText(alert, new Map(), 'en')).toBe('1 target of task 7 is not covered')
    expect(alertText({ ...alert, count: 1200 }, new Map(), 'en')).toBe('1,200 targets of task 7 are not covered')
    expect(alertText(alert, new Map(), 'zh')).toBe('任务 7 有 1 个目标未被覆盖')
    expect(alertText({ ...alert, kind: 'sabotage' as never }, new Map(), 'en')).toBe('sabotage')
  })

  it.each(['en', 'zh'] as const)('[AL-2] says no more of one in the history than is known there: in %s', (language) => {
    const past = (kind: AlertResource['kind']) =>
      alertText(
        { kind, since: 0, alert_id: kind, consumer_id: 'c1', task_id: 1, epoch: 7, count: 5 },
        new Map(),
        language,
      )
    for (const kind of alertKinds) expect(past(kind)).not.toMatch(/\{\{|[:：]\s*$|(?<!\d)0/)
    expect(past('consumers_idle')).toBe(
      { en: 'Online consumers without slots: 5', zh: '5 个在线消费者没有槽位' }[language],
    )
    expect(past('backup_failed')).toBe({ en: 'Backup failed', zh: '备份失败' }[language])
    expect(past('frames_refused')).toBe({ en: 'Messages from c1 refused: 5', zh: 'c1 有 5 条消息被拒绝' }[language])
  })
})
