import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { targetsInError } from '../../../console/summaries.ts'
import { ConditionBadge } from '../../components/condition-badge.tsx'
import { Copyable } from '../../components/copy-button.tsx'
import { Facts } from '../../components/facts.tsx'
import { RelativeTime, useNow } from '../../components/relative-time.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { useLink, useScope } from '../../stores/scope.ts'
import type { ConsumerRow } from './consumer-rows.ts'
import { EpochLag } from './use-columns.tsx'

type Fact = readonly [string, ReactNode]

/** What there is to know of a consumer and of its connection, in two columns. */
export function ConsumerFacts({ row }: { row: ConsumerRow }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  const link = useLink()
  const none = <span className="bd-dim">{t('common.none')}</span>
  const { consumer, condition, behind, slots } = row
  const { consumer_id, connected_at, round_trip, clock_skew, heartbeat_interval, hostname, pid, remote } = consumer
  const { version, session_id, drained_at, restarts, admitted_by, progressed_at } = consumer
  const facts: readonly Fact[] = [
    [t('consumers.state'), <ConditionBadge key="state" condition={condition} />],
    [t('consumers.host'), hostname === null ? none : <Copyable key="host" text={hostname} />],
    [
      t('consumers.connected'),
      connected_at === null ? (
        <span key="connected" className="bd-dim">
          {t('consumers.notConnected')}
        </span>
      ) : (
        <time key="connected" dateTime={new Date(connected_at).toISOString()} title={format.exact(connected_at)}>
          {format.age(connected_at, now)}
        </time>
      ),
    ],
    [t('consumers.process'), pid ?? none],
    [t('consumers.heard'), <RelativeTime key="heard" at={consumer.last_seen_at} />],
    [t('consumers.address'), remote === null ? none : <Copyable key="address" text={remote} />],
    [t('consumers.targets'), <TargetsFact key="targets" row={row} />],
    [t('consumers.version'), version ?? none],
    [
      t('consumers.slots'),
      slots === 0 ? (
        <span key="slots" className="bd-dim">
          0
        </span>
      ) : (
        <a key="slots" className="bd-anchor" href={link('slots', { owner: consumer_id })}>
          {format.number(slots)}
        </a>
      ),
    ],
    [
      t('consumers.roundTrip'),
      round_trip === null ? none : format.duration(round_trip < 1 ? round_trip : Math.round(round_trip)),
    ],
    [t('consumers.epoch'), <EpochLag key="epoch" behind={behind} />],
    [t('consumers.skew'), clock_skew === null ? none : `${clock_skew > 0 ? '+' : ''}${format.duration(clock_skew)}`],
  ]
  const more: readonly Fact[] = [
    ...(progressed_at === undefined
      ? []
      : [[t('consumers.progressed'), <RelativeTime key="progressed" at={progressed_at} />] as const]),
    // A monitor of an earlier version does not count them.
    ...(restarts > 0 ? [[t('consumers.restarts'), format.number(restarts)] as const] : []),
    ...(heartbeat_interval === null
      ? []
      : [[t('consumers.interval'), format.duration(heartbeat_interval * 1000)] as const]),
    ...(drained_at === null ? [] : [[t('consumers.drained'), <RelativeTime key="drained" at={drained_at} />] as const]),
    ...(consumer.was_too_slow ? [[t('consumers.cut'), t('consumers.tooSlowHint')] as const] : []),
    ...(admitted_by === undefined ? [] : [[t('consumers.admittedBy'), admitted_by] as const]),
    ...(session_id === null ? [] : [[t('consumers.sessionId'), <Copyable key="session" text={session_id} />] as const]),
  ]
  return (
    <div className="bd-stack-6">
      <div className="bd-facts-two">
        <Facts facts={facts} />
      </div>
      {more.length > 0 && <Facts facts={more} />}
    </div>
  )
}

/** `[UI-3]` How many targets it has, and how many of them are reported in error one by one; each number leads to its rows. */
function TargetsFact({ row: { consumer, targets, batches } }: { row: ConsumerRow }) {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  const scope = useScope()
  const tasks = useFleetData((data) => data.tasks)
  const [only] = tasks.keys()
  const taskId = scope ?? (tasks.size === 1 ? only : undefined)
  const byTask = [...Map.groupBy(batches, ({ task_id }) => task_id)]
  const toTargets = (task: number, more = {}) =>
    link('targets', { consumer: consumer.consumer_id, task: String(task), ...more })
  return (
    <span className="bd-fact-line">
      {targets > 0 && taskId !== undefined ? (
        <a className="bd-anchor" href={toTargets(taskId)}>
          {format.number(targets)}
        </a>
      ) : (
        <span className={targets === 0 ? 'bd-dim' : undefined}>{format.number(targets)}</span>
      )}
      {byTask.map(([task, own]) => {
        const inError = targetsInError(own)
        return inError === 0 || task === null ? null : (
          <a key={task} className="bd-anchor" href={toTargets(task, { report: 'error' })}>
            {t('batches.targetsInError', { count: inError })}
          </a>
        )
      })}
    </span>
  )
}
