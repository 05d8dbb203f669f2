import { Button } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ConditionIcon } from '../../components/condition-badge.tsx'
import { pinAt, useCrosshair } from '../../features/history/crosshair.ts'
import type { Mark } from '../../features/history/marks.ts'
import { coverageFloor, highest, lowest, roundTop } from '../../features/history/series-rows.ts'
import type { Strip } from '../../features/history/strip.ts'
import { Timeline } from '../../features/history/timeline.tsx'
import { AddNote } from '../../features/notes/add-note.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useLink } from '../../stores/scope.ts'
import type { OverviewHistory } from './use-overview-history.ts'

interface WhatHappenedProps {
  readonly history: OverviewHistory
  readonly marks: readonly Mark[]
}

// The same lists each time: a chart is drawn anew only where something of it is another.
const coverageLayers = [
  {
    key: 'coverage_min',
    stroke: 'var(--bd-line)',
    fill: 'color-mix(in srgb, var(--bd-area-loss) 55%, transparent)',
    base: 1,
  },
  { key: 'coverage', fill: 'var(--bd-area-loss)', base: 1 },
]
const stateLayers = [
  { key: 'consumers_online', stroke: 'var(--bd-completed)', fill: 'var(--bd-area-quiet)', stack: 'states' },
  { key: 'consumers_suspect', fill: 'var(--bd-area-suspect)', stack: 'states' },
  { key: 'consumers_offline', fill: 'var(--bd-area-offline)', stack: 'states' },
  { key: 'consumers_lost', fill: 'var(--bd-area-lost)', stack: 'states' },
]
const messageLayers = [{ key: 'frames_per_second', stroke: 'var(--bd-line)' }]
const errorLayers = [{ key: 'batches_error_max', stroke: 'var(--bd-error)', fill: 'var(--bd-area-loss)' }]
// A little above 100 %: the line of all well is not cut in half.
const coverageDomains = { whole: [0, 1.04], upper: [0.5, 1.02] } as const
const states = ['lost', 'offline', 'suspect', 'online'] as const

/** `[UI-11]` What the fleet was over the shared range, and what happened meanwhile. */
export function WhatHappened({ history, marks }: WhatHappenedProps) {
  const { t } = useTranslation()
  const { rows, gaps, span, step, isLoading, problem, again } = history
  const strips = [useCoverageStrip(history), useStateStrip(history), ...useCountStrips(history)]
  const hasAny = rows.some(({ consumers_online }) => (consumers_online ?? null) !== null)
  return (
    <section className="bd-panel bd-overview-charts" aria-label={t('overview.whatHappened')}>
      <h2 className="bd-narrow-only">{t('overview.whatHappened')}</h2>
      <Timeline
        span={span}
        rows={rows}
        gaps={gaps}
        step={step}
        marks={marks}
        strips={strips}
        addNote={<NoteAtCrosshair />}
        notice={
          problem !== null ? (
            <>
              <span>{problem}</span>
              <Button variant="default" onClick={again}>
                {t('common.tryAgain')}
              </Button>
            </>
          ) : (
            !isLoading && !hasAny && <span>{t('history.nothing')}</span>
          )
        }
      />
    </section>
  )
}

/** A note on the moment that is pinned, or else on this one. */
function NoteAtCrosshair() {
  const { at, isPinned } = useCrosshair()
  return <AddNote className="bd-lane-add" at={isPinned && at !== null ? at : undefined} />
}

function useCoverageStrip({ rows, span, end }: OverviewHistory): Strip {
  const { t } = useTranslation()
  const format = useFormat()
  const low = lowest(rows, 'coverage_min')
  const floor = coverageFloor(low?.value ?? null)
  const coverage = end?.coverage_min ?? null
  return {
    id: 'coverage',
    name: t('overview.coverage'),
    note: low !== null && low.value < 1 && (
      <button type="button" onClick={() => pinAt(Math.max(span.from, low.at))}>
        {t('overview.low', { value: format.percent(low.value) })}
      </button>
    ),
    isTall: true,
    domain: coverageDomains[floor === 0 ? 'whole' : 'upper'],
    ticks: [1, (1 + floor) / 2, floor].map((value) => ({ value, label: format.percent(value) })),
    layers: coverageLayers,
    now: coverage !== null && <b>{format.percent(coverage)}</b>,
    chips: ({ coverage_min: least }) =>
      least == null ? [] : [{ key: 'coverage', value: least, text: format.percent(least) }],
  }
}

function useStateStrip({ rows, end }: OverviewHistory): Strip {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  const top = roundTop(highest(rows, ['consumers_online', 'consumers_suspect', 'consumers_offline', 'consumers_lost']))
  const domain = useMemo(() => [0, top] as const, [top])
  return {
    id: 'states',
    name: t('screen.consumers'),
    note: <span>{t('overview.byState')}</span>,
    isTall: true,
    domain,
    ticks: [top, top / 2, 0].filter(Number.isInteger).map((value) => ({ value, label: format.number(value) })),
    layers: stateLayers,
    now: states.flatMap((state) => {
      const count = end?.[`consumers_${state}`] ?? null
      if (count === null || (count === 0 && state !== 'online')) return []
      return (
        <a key={state} href={link('consumers', { state })}>
          <ConditionIcon condition={state} size={11} />
          <b>{format.number(Math.round(count))}</b>
          {t(state === 'online' ? 'overview.connected' : `condition.${state}`)}
        </a>
      )
    }),
    chips(row) {
      let below = 0
      return [...states].toReversed().flatMap((state) => {
        const count = row[`consumers_${state}`] ?? null
        if (count === null || (count === 0 && state !== 'online')) return []
        below += count
        const words = t(state === 'online' ? 'overview.connected' : `condition.${state}`)
        return {
          key: state,
          value: below - count / 2,
          text: `${format.number(Math.round(count))} ${words}`,
          glyph: <ConditionIcon condition={state} size={11} />,
        }
      })
    },
  }
}

function useCountStrips({ rows, end }: OverviewHistory): readonly Strip[] {
  const { t } = useTranslation()
  const format = useFormat()
  const strip = (
    id: string,
    name: string,
    key: string,
    layers: Strip['layers'],
    now: number | null | undefined,
    domain: readonly [number, number],
  ): Strip => ({
    id,
    name,
    isTall: false,
    domain,
    ticks: [domain[1], 0].map((value) => ({ value, label: format.number(value) })),
    layers,
    now: now != null && <b>{format.number(Math.round(now))}</b>,
    chips(row) {
      const value = row[key] ?? null
      return value === null ? [] : [{ key: id, value, text: format.number(Math.round(value)) }]
    },
  })
  const topOf = (key: string) => roundTop(highest(rows, [key]))
  const [frames, inError] = [topOf('frames_per_second'), topOf('batches_error_max')]
  const framesDomain = useMemo(() => [0, frames] as const, [frames])
  const errorDomain = useMemo(() => [0, inError] as const, [inError])
  return [
    strip('messages', t('overview.messages'), 'frames_per_second', messageLayers, end?.frames_per_second, framesDomain),
    strip(
      'errors',
      t('overview.batchesInError'),
      'batches_error_max',
      errorLayers,
      end?.batches_error_max,
      errorDomain,
    ),
  ]
}
