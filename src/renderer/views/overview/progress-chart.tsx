import { lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFleetData } from '../../stores/fleet.ts'
import { epochMarks } from './epoch-marks.ts'

// The library for charts is larger than all else on this view: the figures do not wait for it.
const ProgressArea = lazy(() => import('./progress-area.tsx'))

/** How far all batches are, over the last hour, with a mark where an epoch began. */
export function ProgressChart() {
  const { t } = useTranslation()
  const samples = useFleetData((data) => data.samples)
  const epochs = useFleetData((data) => data.epochs)
  const shown = samples.filter(({ pending, running, completed, error }) => pending + running + completed + error > 0)
  const from = shown[0]?.at ?? 0
  const to = shown.at(-1)?.at ?? 0
  const marks = useMemo(() => epochMarks([...epochs.values()].flat(), from, to), [epochs, from, to])
  return (
    <section className="bd-panel" style={{ display: 'flex', flexDirection: 'column', minHeight: 280 }}>
      <h2>{t('overview.progress')}</h2>
      {shown.length < 2 ? (
        <div className="bd-empty">{t('overview.noProgress')}</div>
      ) : (
<<<<<<< HEAD
        <div style={{ height: 280, padding: '10px 12px 6px 0' }}>
          <Suspense>
            <ProgressArea samples={shown} marks={marks} from={from} to={to} />
          </Suspense>
=======
        <div style={{ height: 'clamp(240px, 100vh - 500px, 520px)', padding: '10px 12px 6px 0' }}>
          <ResponsiveContainer>
            <AreaChart data={shown} margin={{ top: 14, right: 28, bottom: 0, left: 0 }}>
              <CartesianGrid vertical={false} stroke="var(--bd-border)" />
              <XAxis
                dataKey="at"
                type="number"
                scale="time"
                domain={['dataMin', 'dataMax']}
                tickFormatter={(at: number) => format.clock(at)}
                stroke="var(--bd-muted)"
                fontSize={11}
                tickLine={false}
                minTickGap={48}
              />
              <YAxis
                domain={[0, 100]}
                ticks={[0, 25, 50, 75, 100]}
                width={46}
                tickFormatter={(value: number) => `${value}%`}
                stroke="var(--bd-muted)"
                fontSize={11}
                axisLine={false}
                tickLine={false}
              />
              <Tooltip
                content={<SampleTooltip epochNear={(at) => markNear(marks, at, from, to)} />}
                isAnimationActive={false}
              />
              <Area
                dataKey="progress"
                stroke="var(--bd-accent)"
                strokeWidth={1.5}
                fill="var(--bd-accent)"
                fillOpacity={0.12}
                isAnimationActive={false}
              />
              {marks.map((mark) => (
                <ReferenceLine
                  key={`${mark.epoch.task_id}/${mark.epoch.epoch}`}
                  x={mark.epoch.created_at}
                  stroke="var(--bd-muted)"
                  strokeDasharray="2 3"
                  label={<MarkLink mark={mark} />}
                />
              ))}
            </AreaChart>
          </ResponsiveContainer>
>>>>>>> main
        </div>
      )}
    </section>
  )
}
