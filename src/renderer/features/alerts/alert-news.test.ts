import { describe, expect, it } from 'vitest'
import type { AlertResource } from '../../../contract/resources/alert.ts'
import { alertNews } from './alert-news.ts'

const alert = (kind: AlertResource['kind'], consumer_id: string, more: Partial<AlertResource> = {}): AlertResource => ({
  alert_id: `${kind}:${consumer_id}`,
  kind,
  consumer_id,
  since: 0,
  ...more,
})
const offline = (id: string) => alert('consumer_offline', id)
const lost = (id: string) => alert('consumer_lost', id)

describe('[UI-6] alertNews', () => {
  it('tells what came and what is over, once', () => {
    const [a, b] = [offline('a'), lost('b')]
    expect(alertNews([], [a])).toEqual({ came: [a], over: [] })
    expect(alertNews([a], [a, b])).toEqual({ came: [b], over: [] })
    expect(alertNews([a, b], [b])).toEqual({ came: [], over: [a] })
  })

  it('is silent where only the order, a count, a time or the words changed', () => {
    const [a, b] = [alert('batch_errors', '', { count: 1 }), offline('b')]
    const again = { ...a, count: 2, since: 5, message: 'x' }
    expect(alertNews([a, b], [b, again])).toEqual({ came: [], over: [] })
  })

  it('does not say of a lost consumer that being offline is over', () => {
    expect(alertNews([offline('a'), offline('b')], [lost('a')])).toEqual({ came: [lost('a')], over: [offline('b')] })
  })

  it('[AL-7] is silent about what a window mutes until it mutes it no more, and never calls that over', () => {
    const muted = { ...lost('a'), muted: { window_id: 1, until: 9 } }
    expect(alertNews([], [muted])).toEqual({ came: [], over: [] })
    expect(alertNews([lost('a')], [muted])).toEqual({ came: [], over: [] })
    expect(alertNews([muted], [lost('a')])).toEqual({ came: [lost('a')], over: [] })
    expect(alertNews([muted], [])).toEqual({ came: [], over: [] })
  })

  it('says that a lost one is back', () => {
    expect(alertNews([lost('a')], [])).toEqual({ came: [], over: [lost('a')] })
  })

  it('tells many of a kind at once as one', () => {
    const ids = Array.from({ length: 500 }, (_, i) => `c${i}`)
    const { came, over } = alertNews([], ids.map(lost))
    expect(came).toEqual([{ kind: 'consumer_lost', consumers: ids, since: 0 }])
    expect(over).toEqual([])
    expect(alertNews(ids.map(lost), []).over).toHaveLength(1)
  })
})
