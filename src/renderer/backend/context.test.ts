import { afterEach, describe, expect, it } from 'vitest'
import type { ConsoleAnswer } from '../../contract/procedures.ts'
import { BatchdeckError, problemOf } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import { usePreferences } from '../stores/preferences.ts'
import { isOutage, wordsOf } from './context.ts'

/** As it comes out of a socket or over IPC. */
function overTheWire(error: unknown): Error {
  const sent = JSON.stringify({ type: 'answer', id: 1, ok: false, problem: problemOf(error) })
  const answer = JSON.parse(sent) as ConsoleAnswer
  if (answer.ok) throw new Error('It is no refusal.')
  return BatchdeckError.from(answer.problem)
}

describe('what the console says of a refusal', () => {
  const { language } = usePreferences.getState()
  afterEach(() => usePreferences.setState({ language }))

  it('[UI-5] is in the language of the moment, also where that is another one than when it came', () => {
    const error = overTheWire(refusal('consumer_not_lost', { consumer: 'c1', state: 'online' }))
    usePreferences.setState({ language: 'zh' })
    expect(wordsOf(error)).toBe('c1 目前在线；只能移除已失联的消费者。')
    usePreferences.setState({ language: 'en' })
    expect(wordsOf(error)).toBe('c1 is online; only a lost consumer can be dismissed.')
  })

  it('is what nobody foresaw in Chinese, too, and the English of a monitor that knows no reasons', () => {
    usePreferences.setState({ language: 'zh' })
    expect(wordsOf(overTheWire(new Error('secret')))).toBe('监控服务内部出错，原因见其日志。')
    expect(wordsOf(BatchdeckError.from({ code: 'CONFLICT', message: 'Not now.' }))).toBe('Not now.')
    expect(wordsOf(new Error('a bug of the page'))).toBe('Error: a bug of the page')
  })

  it('[UI-4] only says that there is nobody to ask, or says more', () => {
    expect(
      ['connection_lost', 'monitor_unreachable', 'monitor_stopping'].map((reason) =>
        isOutage(overTheWire(refusal(reason as 'connection_lost'))),
      ),
    ).toEqual([true, true, true])
    expect(
      [
        overTheWire(new Error('secret')),
        overTheWire(refusal('consumer_not_lost', { consumer: 'c1', state: 'online' })),
        null,
      ].map(isOutage),
    ).toEqual([false, false, false])
  })
})
