import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { momentLabel } from '../../features/history/time-axis.ts'
import { coverageFloor, highest, lowest, roundTop } from '../../features/history/series-rows.ts'
import { Trace } from '../../features/history/trace.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { useLink } from '../../stores/scope.ts'
import { ConsumersFigure } from './consumers-figure.tsx'
import { lastAnswers } from './last-answers.ts'
import type { OverviewHistory } from './use-overview-history.ts'
import type { Present } from './use-present.ts'

interface FiguresProps {
  readonly present: Present
  readonly history: OverviewHistory
  readonly taskId: number | null
}

/** `[UI-3]` What it is at a glance; each number leads to the rows behind it, each trace is of the shared range. */
export function Figures({ present, history, taskId }: FiguresProps) {
  const { t } = useTranslation()
  return (
    <section className="bd-panel bd-figures-row" aria-label={t('overview.now')}>
      <CoverageFigure present={present} history={history} />
      <ConsumersFigure present={present} />
      <ErrorsFigure present={present} history={history} />
      <MessagesFigure present={present} history={history} />
      <AnswersFigure history={history} taskId={taskId} />
    </section>
  )
}

interface BoxProps {
  readonly label: string
  readonly value: string
  readonly href: string
  readonly look: 'plain' | 'bad' | 'zero'
  readonly below: ReactNode
  readonly trace: ReactNode
  readonly title?: string
}

function Box({ label, value, href, look, below, trace, title }: BoxProps) {
  return (
    <div className="bd-figure-box" title={title}>
      <h2>{label}</h2>
      <div className="bd-figure-line">
        <a href={href} data-look={look}>
          {value}
        </a>
        <div className="bd-figure-spark">{trace}</div>
      </div>
      <div className="bd-figure-below">{below}</div>
    </div>
  )
}

function CoverageFigure({ present, history }: Omit<FiguresProps, 'taskId'>) {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  const { coverage, uncovered } = present
  const away = link('consumers', { state: 'away' })
  const floor = coverageFloor(lowest(history.rows, 'coverage_min')?.value ?? null)
  return (
    <Box
      label={t('overview.coverage')}
      title={t('overview.coverageHint')}
      value={coverage === null ? t('common.none') : format.percent(coverage)}
      look={coverage === null ? 'zero' : 'plain'}
      href={uncovered > 0 ? away : link('targets')}
      below={
        uncovered > 0 ? (
          <a href={away} data-look="bad">
            {t('overview.notCovered', { count: uncovered, targets: format.number(uncovered) })}
          </a>
        ) : (
          coverage !== null && t('overview.allCovered')
        )
      }
      trace={
        <Trace
          label={t('overview.coverageTrace')}
          {...history}
          name="coverage_min"
          domain={[floor, 1]}
          base={1}
          color="var(--bd-line)"
          fill="var(--bd-area-loss)"
        />
      }
    />
  )
}

function ErrorsFigure({ present, history }: Omit<FiguresProps, 'taskId'>) {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  const { errors, erring, batches, targetsInError } = present
  return (
    <Box
      label={t('overview.batchesInError')}
      value={batches === 0 ? t('common.none') : format.number(errors)}
      look={errors > 0 ? 'bad' : 'zero'}
      href={link('batches', { status: 'error' })}
      below={
        <>
          {errors > 0
            ? t('overview.onConsumers', { count: erring, consumers: format.number(erring) })
            : batches > 0 && t('overview.ofBatches', { count: format.number(batches) as never })}
          {targetsInError > 0 && (
            <a href={link('targets', { report: 'error' })} className="bd-figure-more">
              {t('overview.targetsInError', { count: targetsInError, targets: format.number(targetsInError) })}
            </a>
          )}
        </>
      }
      trace={
        <Trace
          label={t('overview.errorTrace')}
          {...history}
          name="batches_error_max"
          domain={[0, roundTop(highest(history.rows, ['batches_error_max']))]}
          color="var(--bd-error)"
          fill="var(--bd-area-loss)"
        />
      }
    />
  )
}

function MessagesFigure({ present, history }: Omit<FiguresProps, 'taskId'>) {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  const language = usePreferences((preferences) => preferences.language)
  const { framesPerSecond } = present
  const low = lowest(history.rows, 'frames_per_second')
  return (
    <Box
      label={t('overview.messages')}
      title={t('overview.messagesHint')}
      value={format.number(framesPerSecond)}
      look={framesPerSecond === 0 ? 'zero' : 'plain'}
      href={link('events')}
      below={
        low && (
          <>
            {t('overview.low', { value: format.number(Math.round(low.value)) })}
            <span className="bd-figure-wide">
              {' '}
              {t('overview.at', { time: momentLabel(language, low.at, history.span) })}
            </span>
          </>
        )
      }
      trace={
        <Trace
          label={t('overview.frameTrace')}
          {...history}
          name="frames_per_second"
          domain={[0, roundTop(highest(history.rows, ['frames_per_second']))]}
          color="var(--bd-line)"
        />
      }
    />
  )
}

function AnswersFigure({ history, taskId }: Pick<FiguresProps, 'history' | 'taskId'>) {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  const epochs = useFleetData((data) => data.epochs)
  const rollouts = useFleetData((data) => data.rollouts)
  const last = lastAnswers({ epochs, rollouts }, taskId)
  return (
    <Box
      label={t('overview.acknowledgement')}
      title={t('overview.acknowledgementHint')}
      value={last?.p95 == null ? t('common.none') : format.duration(last.p95)}
      look={last?.p95 == null ? 'zero' : 'plain'}
      href={
        last ? link('epochs', { open: String(last.epoch.epoch), task: String(last.epoch.task_id) }) : link('epochs')
      }
      below={
        last &&
        t('overview.answeredBy', {
          epoch: last.epoch.epoch,
          done: format.number(last.done),
          told: format.number(last.told),
        })
      }
      trace={
        <Trace
          label={t('overview.answerTrace')}
          {...history}
          name="ack_p95_ms"
          domain={[0, roundTop(highest(history.rows, ['ack_p95_ms']))]}
          color="var(--bd-line)"
          isPins
        />
      }
    />
  )
}
