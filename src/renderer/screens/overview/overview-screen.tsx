import { Button } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConsumerState } from '../../../contract/resources/consumer.ts'
import { batchStatuses } from '../../../contract/resources/batch.ts'
import { useCommand } from '../../backend/use-command.ts'
import { Figure } from '../../components/figure.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { Sparkline } from '../../components/sparkline.tsx'
import { BatchStatusBadge, ConsumerStateBadge } from '../../components/status-badge.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { useFleet, useFleetData } from '../../stores/fleet.ts'
import { formatHash } from '../../stores/route.ts'
import { answered, coverage, summarize, targetsInError } from '../../../console/summaries.ts'
import { Attention } from './attention.tsx'
import { FirstRun } from './first-run.tsx'
import { ProgressChart } from './progress-chart.tsx'

const states = ['online', 'suspect', 'offline', 'lost'] as const satisfies ConsumerState[]

/** What an operator has to know at a glance: who is there, what is done, what needs a hand. */
export function OverviewScreen() {
  // Only what the parts of it do not look at themselves: they are not to be rendered for each other's updates.
  const hasConsumers = useFleetData(({ consumers }) => consumers.size > 0)
  const hasBatches = useFleetData(({ batches }) => batches.size > 0)
  return (
    <div className="bd-screen">
      <div className="bd-screen-head">
        <span className="bd-spacer" />
        <DemoStop />
      </div>
      {!hasConsumers && <FirstRun />}
      {(hasConsumers || hasBatches) && (
        <>
          <Figures />
          <div className="bd-overview-now">
            <ProgressChart />
            <div className="bd-stack-16 bd-top">
              <Attention />
              <Rollouts />
            </div>
          </div>
        </>
      )}
    </div>
  )
}

function Figures() {
  const { t } = useTranslation()
  const format = useFormat()
  const consumers = useFleetData((data) => data.consumers)
  const batches = useFleetData((data) => data.batches)
  const tasks = useFleetData((data) => data.tasks)
  const summary = useMemo(() => summarize(batches.values()), [batches])
  const byState = useMemo(() => Map.groupBy(consumers.values(), ({ state }) => state), [consumers])
  const share = useMemo(() => coverage(tasks.values(), consumers.values()), [tasks, consumers])
  const targets = [...tasks.values()].reduce((sum, task) => sum + task.targets, 0)
  return (
    <>
      <div className="bd-halves">
        <section className="bd-panel">
          <h2>{t('overview.fleet')}</h2>
          <div className="bd-figures">
            {states.map((state) => (
              <Figure
                key={state}
                label={<ConsumerStateBadge state={state} />}
                value={format.number(byState.get(state)?.length ?? 0)}
                href={formatHash('consumers', { state })}
              />
            ))}
          </div>
        </section>
        <section className="bd-panel">
          <h2>{t('overview.batches')}</h2>
          <div className="bd-figures">
            {batchStatuses.map((status) => (
              <Figure
                key={status}
                label={<BatchStatusBadge status={status} />}
                value={format.number(summary[status])}
                href={formatHash('batches', { status })}
              />
            ))}
          </div>
        </section>
      </div>
      <section className="bd-panel bd-figures">
        <Figure
          label={t('overview.coverage')}
          title={t('overview.coverageHint')}
          value={share === null ? t('common.none') : format.percent(share)}
          {...(share !== null &&
            share < 1 && { color: 'var(--bd-error)', href: formatHash('consumers', { state: 'away' }) })}
        />
        <Figure label={t('overview.targets')} value={format.number(targets)} href={formatHash('targets', {})} />
        <TargetsInError />
        <MessageRate />
        <div className="bd-figure">
          <span className="bd-label">{t('batches.progress')}</span>
          <strong>{format.percent(summary.progress / 100)}</strong>
          <ProgressBar
            label={t('consumers.mix', counts(summary, format.number))}
            parts={[{ share: summary.progress / 100, color: 'var(--bd-accent)' }]}
          />
        </div>
      </section>
    </>
  )
}

/** `[UI-3]` Targets that are reported in error one by one, of each task that has any. */
function TargetsInError() {
  const { t } = useTranslation()
  const format = useFormat()
  const batches = useFleetData((data) => data.batches)
  const tasks = useFleetData((data) => data.tasks)
  const byTask = useMemo(() => {
    const inError = [...batches.values()].filter(({ targets_in_error }) => targets_in_error !== undefined)
    return [...Map.groupBy(inError, ({ task_id }) => task_id ?? 0)]
  }, [batches])
  return byTask.map(([taskId, own]) => (
    <Figure
      key={taskId}
      label={[t('overview.targetsInError'), tasks.size > 1 && tasks.get(taskId)?.name].filter(Boolean).join(' · ')}
      value={format.number(targetsInError(own))}
      color="var(--bd-error)"
      href={formatHash('targets', { report: 'error', task: String(taskId) })}
    />
  ))
}

/** How busy the consumers' sockets are, and were in the last minutes. */
function MessageRate() {
  const { t } = useTranslation()
  const format = useFormat()
  const rate = useFleetData(({ server }) => server.frames_per_second)
  const rates = useFleet(({ traces }) => traces.rates)
  return (
    <div className="bd-figure">
      <span className="bd-label">{t('overview.frames')}</span>
      <span className="bd-figure-trace">
        <strong>{format.number(rate)}</strong>
        <Sparkline points={rates} label={t('overview.frameTrace')} width={96} />
      </span>
    </div>
  )
}

function counts(summary: Record<(typeof batchStatuses)[number], number>, number: (value: number) => string) {
  return {
    pending: number(summary.pending),
    running: number(summary.running),
    completed: number(summary.completed),
    error: number(summary.error),
  }
}

function Rollouts() {
  const { t } = useTranslation()
  const epochs = useFleetData((data) => data.epochs)
  const tasks = useFleetData((data) => data.tasks)
  const current = [...epochs.values()].flatMap((list) => list[0] ?? [])
  const open = current.filter(({ state }) => state !== 'settled')
  return (
    <section className="bd-panel bd-rollouts">
      <h2>{t('overview.rollouts')}</h2>
      <div>
        {open.length === 0 && (
          <span className="bd-dim">{current.length > 0 ? t('overview.noRollout') : t('overview.noEpoch')}</span>
        )}
        {open.map((epoch) => {
          const { done, told } = answered(epoch)
          const task = tasks.get(epoch.task_id)?.name ?? ''
          const label = t('overview.rollout', { epoch: epoch.epoch, task, done, told })
          return (
            <a
              className="bd-rollout"
              key={epoch.task_id}
              href={formatHash('epochs', { open: String(epoch.epoch), task: String(epoch.task_id) })}
            >
              {label}
              <ProgressBar label={label} parts={[{ share: told ? done / told : 1, color: 'var(--bd-completed)' }]} />
            </a>
          )
        })}
      </div>
    </section>
  )
}

function DemoStop() {
  const { t } = useTranslation()
  const demo = useFleetData(({ server }) => server.demo)
  const [isRunning, stop] = useCommand('demo.stop')
  const canAct = useCanAct()
  if (!canAct || (demo !== 'running' && demo !== 'stopping')) return null
  return (
    <Button variant="default" loading={isRunning || demo === 'stopping'} onClick={() => stop({})}>
      {t('firstRun.stopDemo')}
    </Button>
  )
}
