import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alertKinds, severityOf } from '../../contract/resources/alert.ts'
import type { Summary, SummaryIncident, SummaryTask } from '../../contract/resources/summary.ts'
import { languages } from '../language.ts'
import { summaryText } from './summary-words.ts'

const TO = Date.UTC(2026, 10, 29, 8)
const at = (hour: number, minute = 0) => Date.UTC(2026, 10, 29, hour, minute)

const calm: Summary = {
  from: TO - 86_400_000,
  to: TO,
  tasks: [],
  tasks_left_out: 0,
  consumers: { known: 0, online: 0, least_online: null },
  incidents: [],
  incidents_left_out: 0,
  errors: [],
  notes: [],
}
const task: SummaryTask = {
  task_id: 1,
  name: 'Watch',
  targets: 6000,
  coverage: { now: 0.982, mean: 0.9961, least: 0.38 },
  epochs: [
    { epoch: 41, at: at(1), causes: [{ kind: 'import', added: 12, removed: 3 }], moved: 0 },
    {
      epoch: 42,
      at: at(2, 16),
      causes: [{ kind: 'members', change: 'lost', consumers: ['c-01', 'c-02', 'c-03'], more: 297 }],
      moved: 1800,
    },
  ],
  epochs_made: 2,
}
const loss: SummaryIncident = {
  kind: 'mass_loss',
  severity: 'critical',
  alerts: 1,
  times: 1,
  task_id: 1,
  count: 300,
  raised_at: at(2, 14),
  cleared_at: at(2, 20),
  acknowledged: { at: at(2, 15), by: 'anna', why: 'switch 3,\non it' },
}
const night: Summary = {
  ...calm,
  tasks: [
    task,
    { ...task, task_id: 2, name: 'Prices', coverage: { now: 1, mean: 1, least: 1 }, epochs: [], epochs_made: 0 },
    { ...task, task_id: 3, name: 'New', targets: 0, epochs: [], epochs_made: 0 },
  ],
  consumers: { known: 1000, online: 997, least_online: 700 },
  incidents: [
    loss,
    { kind: 'consumer_lost', severity: 'warning', alerts: 3, times: 3, raised_at: at(-2, 10), cleared_at: null },
    {
      kind: 'consumer_flapping',
      severity: 'warning',
      alerts: 1,
      times: 7,
      consumer_id: 'c-77',
      count: 12,
      raised_at: at(0, 12),
      cleared_at: at(1, 40),
    },
  ],
  incidents_left_out: 12,
  errors: [
    { message: 'timeout', batches: 9 },
    { message: '', batches: 2 },
  ],
  notes: [{ at: at(3, 10), by: 'anna', text: 'Switch 3 replaced.\nPort 7 is flaky.' }],
}

describe('[CN-7] a summary in words', () => {
  it('[CN-7] tells of a night in some lines', () => {
    expect(summaryText(night, 'en')).toEqual({
      title: 'Last 24h: 99.1% covered, 15 incidents, 1 still open',
      text: `28 Nov 08:00 – 29 Nov 08:00 UTC

Coverage
- Watch: 98.2% now, 99.6% on average, 38% at worst
- Prices: 100% throughout
- New: no targets
Consumers online: 997 of 1,000, 700 at worst

Still open
- Since 28 Nov 22:10 (9h 50m): 3 consumers lost

Resolved
- Critical · 02:14 (6m): 300 consumers of Watch are lost at once; their slots are held – acknowledged by anna: switch 3, on it
- 00:12 (1h 28m): c-77 is flapping: 12 times in the last hour – 7 times in all
- … and 12 more

Epochs
- Watch: 2
  01:00 epoch 41: target import: +12 −3
  02:16 epoch 42: c-01, c-02, c-03 and 297 more lost, 1,800 targets moved

In error now
- 9 × timeout
- 2 × (no message)

Notes
- 03:10 anna: Switch 3 replaced. Port 7 is flaky.`,
    })
  })

  it('[CN-7] tells the same in Chinese', () => {
    const { title, text } = summaryText(night, 'zh')
    expect(title).toBe('过去24小时：覆盖率 99.1%，15 起事件，1 起未恢复')
    expect(text.split('\n')).toEqual(
      expect.arrayContaining([
        '11月28日 08:00 – 11月29日 08:00 UTC',
        '- Watch：当前 98.2%，平均 99.6%，最低 38%',
        '- 自 11月28日 22:10 起（9小时50分）：3 个消费者失联',
        '- 严重 · 02:14（6分钟）：Watch 的 300 个消费者同时失联，其槽位已保留；anna 已确认：switch 3, on it',
        '  02:16 第 42 版：c-01、c-02、c-03 等 300 个消费者失联，移动 1,800 个目标',
      ]),
    )
  })

  it('[CN-7] says of a calm day that it was', () => {
    expect(summaryText(calm, 'en')).toEqual({
      title: 'Last 24h: all quiet',
      text: '28 Nov 08:00 – 29 Nov 08:00 UTC\n\nNo incidents.',
    })
    const quiet = { ...night, incidents: [], incidents_left_out: 0, errors: [], notes: [], tasks: [night.tasks[1]!] }
    expect(summaryText(quiet, 'en')).toEqual({
      title: 'Last 24h: 100% covered, all quiet',
      text: `28 Nov 08:00 – 29 Nov 08:00 UTC

Coverage
- Prices: 100% throughout
Consumers online: 997 of 1,000, 700 at worst

No incidents.

No epochs.`,
    })
  })

  it.each(languages)(
    '[CN-7] is short however much there was, and leaves no gap of any kind of alert: in %s',
    (language) => {
      const said = fc.string({ unit: 'binary', maxLength: 2000 })
      const incident = fc.record({
        kind: fc.constantFrom(...alertKinds),
        alerts: fc.integer({ min: 1, max: 5000 }),
        raised_at: fc.integer({ min: TO - 86_400_000, max: TO }),
        cleared_at: fc.constantFrom(null, TO),
      })
      fc.assert(
        fc.property(fc.array(incident, { maxLength: 50 }), said, said, (given, message, why) => {
          const incidents = given.map((one): SummaryIncident => ({
            ...one,
            severity: severityOf(one.kind),
            times: one.alerts,
            ...(one.alerts === 1 && { consumer_id: 'c1', epoch: 7, count: 5 }),
            task_id: 1,
            acknowledged: { at: TO, by: null, why },
          }))
          const { title, text } = summaryText(
            {
              ...night,
              incidents,
              tasks: Array.from({ length: 50 }, () => ({
                ...task,
                epochs: Array.from({ length: 20 }, () => task.epochs[1]!),
              })),
              errors: Array.from({ length: 20 }, () => ({ message, batches: 1 })),
              notes: Array.from({ length: 20 }, () => ({ at: TO, by: null, text: message })),
            },
            language,
          )
          const strange = /\{\{|undefined|NaN|null/
          if (!strange.test(message + why)) expect(title + text).not.toMatch(strange)
          expect(text.split('\n').length).toBeLessThan(75)
          expect(title).not.toContain('\n')
          for (const line of text.split('\n')) expect(Array.from(line).length).toBeLessThan(400)
        }),
        { numRuns: 60 },
      )
    },
  )
})
