import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Target } from '../../../contract/resources/target.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { ConditionBadge } from '../../components/condition-badge.tsx'
import { Copyable } from '../../components/copy-button.tsx'
import { Facts } from '../../components/facts.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { BatchStatusBadge } from '../../components/status-badge.tsx'
import { useCauseText } from '../../i18n/cause.ts'
import { useFormat } from '../../i18n/format.ts'
import { useConditions } from '../../stores/conditions.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { useLink } from '../../stores/scope.ts'
import { TargetOwners } from './target-owners.tsx'

interface TargetDetailProps {
  readonly task: TaskResource
  readonly target: Target
  /** It is the one that was open before; the next is on its way. */
  readonly isOld: boolean
}

/** `[TG-1]` Everything there is to know of a target: where it is, what is said of it, and how it came there. */
export function TargetDetail({ task, target, isOld }: TargetDetailProps) {
  const { t } = useTranslation()
  return (
    <div className="bd-target-detail bd-stack-16" aria-busy={isOld}>
      <div className="bd-stack-8">
        <span className="bd-target-name">
          <Copyable text={target.target} />
        </span>
        <Trouble target={target} />
        <TargetFacts task={task} target={target} />
      </div>
      {target.report !== null && (
        <section className="bd-stack-6">
          <h2 className="bd-label">{t('targetPanel.ownReport')}</h2>
          <OwnReport report={target.report} />
        </section>
      )}
      <section className="bd-stack-6">
        <h2 className="bd-label">{t('targetPanel.batchReport')}</h2>
        <BatchReport target={target} />
      </section>
      <TargetOwners task={task} target={target} />
    </div>
  )
}

/** What is in error is said first, and for how long it has been so. */
function Trouble({ target: { report, message, status, updated_at } }: { target: Target }) {
  const { t } = useTranslation()
  const own = report?.status === 'error' ? { message: report.message, at: report.at } : null
  const ofBatch = status === 'error' ? { message, at: updated_at } : null
  const trouble = own ?? ofBatch
  if (!trouble) return null
  return (
    <div className="bd-callout" role="note">
      <BatchStatusBadge status="error" />
      <span className="bd-wrap">
        {trouble.message === '' ? t(own ? 'targetPanel.inError' : 'targetPanel.batchInError') : trouble.message}
        {trouble.at !== null && (
          <span className="bd-dim">
            {' · '}
            <RelativeTime at={trouble.at} />
          </span>
        )}
      </span>
    </div>
  )
}

function TargetFacts({ task, target: of }: TargetDetailProps | { task: TaskResource; target: Target }) {
  const link = useLink()
  const { t } = useTranslation()
  const format = useFormat()
  const causeText = useCauseText()
  const consumer = useFleetData(({ consumers }) => consumers.get(of.consumer_id ?? ''))
  const condition = useConditions().get(of.consumer_id ?? '')
  const batch = useFleetData(({ batches }) => batches.get(of.batch_id))
  const attributes = Object.entries(of.attributes ?? {})
  const facts: (readonly [string, ReactNode])[] = [
    [
      t('targetList.column.consumer'),
      of.consumer_id === null ? (
        t('common.nobody')
      ) : (
        <Line key="consumer">
          <Link href={link('consumers', { open: of.consumer_id })}>
            <ConsumerName id={of.consumer_id} />
          </Link>
          {condition && <ConditionBadge condition={condition} />}
          {consumer && (
            <span className="bd-dim">
              {t('consumers.heard')} <RelativeTime at={consumer.last_seen_at} />
            </span>
          )}
        </Line>
      ),
    ],
    [
      t('targetList.column.batch'),
      <Line key="batch">
        <Link href={link('batches', { open: String(of.batch_id) })}>{format.number(of.batch_id)}</Link>
        {batch && <span className="bd-dim">{t('targetPanel.batchTargets', { count: batch.targets })}</span>}
      </Line>,
    ],
    [
      t('targetList.column.slot'),
      <Line key="slot">
        <Link href={link('slots', { slot: String(of.slot), task: String(task.task_id) })}>{of.slot}</Link>
        <span className="bd-dim">{t('targetPanel.ofSlots')}</span>
      </Line>,
    ],
    [t('targetList.column.priority'), t(`priority.${of.priority}`)],
    ...attributes.map(([name, value]) => [name, <Copyable key={name} text={value} />] as const),
    ...(of.canonical === of.target
      ? []
      : [[t('targetPanel.canonical'), <Copyable key="canonical" text={of.canonical} />] as const]),
    [
      t('targetPanel.added'),
      of.added === null ? (
        <span key="added" className="bd-dim">
          {t('targetPanel.addedUnknown')}
        </span>
      ) : (
        <Line key="added">
          <RelativeTime at={of.added.at} />
          <span>{causeText(of.added)}</span>
          <EpochLink task={task} epoch={of.added.epoch} />
        </Line>
      ),
    ],
  ]
  return <Facts facts={facts} />
}

function OwnReport({ report: { status, message, value, at } }: { report: NonNullable<Target['report']> }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Facts
      facts={[
        [t('targetList.column.status'), <BatchStatusBadge key="status" status={status} />],
        ...(value === null
          ? []
          : [[t('targetPanel.value'), typeof value === 'number' ? format.number(value) : value] as const]),
        ...(message === '' ? [] : [[t('targetList.column.message'), message] as const]),
        [t('targetList.column.age'), <RelativeTime key="at" at={at} />],
      ]}
    />
  )
}

/** What the consumer says of the batch as the feed tells it, which is newer than the answer. */
function BatchReport({ target }: { target: Target }) {
  const { t } = useTranslation()
  const format = useFormat()
  const batch = useFleetData(({ batches }) => batches.get(target.batch_id))
  const { status, progress, message, updated_at: at } = batch ?? target
  return (
    <Facts
      facts={[
        [
          t('targetList.column.status'),
          <Line key="status">
            <BatchStatusBadge status={status} />
            <span className="bd-dim">{format.percent(progress / 100)}</span>
          </Line>,
        ],
        ...(message === '' ? [] : [[t('targetList.column.message'), message] as const]),
        [t('targetList.column.age'), at === null ? t('targetPanel.neverHeard') : <RelativeTime key="at" at={at} />],
      ]}
    />
  )
}

export function EpochLink({ task, epoch }: { task: TaskResource; epoch: number }) {
  const link = useLink()
  const { t } = useTranslation()
  return (
    <Link href={link('epochs', { open: String(epoch), task: String(task.task_id) })}>
      {t('overview.epochMark', { epoch })}
    </Link>
  )
}

function Line({ children }: { children: ReactNode }) {
  return <span className="bd-fact-line">{children}</span>
}

function Link({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} className="bd-anchor">
      {children}
    </a>
  )
}
