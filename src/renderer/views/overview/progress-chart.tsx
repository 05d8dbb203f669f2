import { useTranslation } from 'react-i18next'
import { Area, AreaChart, CartesianGrid, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { Sample } from '../../../core/console-api.ts'
import { useFormat } from '../../format.ts'
import { useFleetData } from '../../stores/fleet.ts'

const MARKS = 12

/** How far all batches are, over the last hour, with a mark where an epoch began. */
export function ProgressChart() {
  const { t } = useTranslation()
  const format = useFormat()
  const samples = useFleetData((data) => data.samples)
  const epochs = useFleetData((data) => data.epochs)
  const shown = samples.filter(({ pending, running, completed, error }) => pending + running + completed + error > 0)
  const from = shown[0]?.at ?? 0
  const marks = [...epochs.values()].flat().filter(({ created_at }) => created_at >= from)
  return (
    <section className="bd-panel" style={{ display: 'flex', flexDirection: 'column', minHeight: 280 }}>
      <h2>{t('overview.progress')}</h2>
      {shown.length < 2 ? (
        <div className="bd-empty">{t('overview.noProgress')}</div>
      ) : (
        <div style={{ height: 280, padding: '10px 12px 6px 0' }}>
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
              <Tooltip content={SampleTooltip} isAnimationActive={false} />
              <Area
                dataKey="progress"
                stroke="var(--bd-accent)"
                strokeWidth={1.5}
                fill="var(--bd-accent)"
                fillOpacity={0.12}
                isAnimationActive={false}
              />
              {marks.slice(0, MARKS).map(({ task_id, epoch, created_at }) => (
                <ReferenceLine
                  key={`${task_id}/${epoch}`}
                  x={created_at}
                  stroke="var(--bd-muted)"
                  strokeDasharray="2 3"
                  label={{ value: epoch, position: 'top', fontSize: 10, fill: 'var(--bd-muted)' }}
                />
              ))}
            </AreaChart>
          </ResponsiveContainer>
        </div>
      )}
    </section>
  )
}

function SampleTooltip({ payload }: { payload?: readonly { payload?: Sample }[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const sample = payload?.[0]?.payload
  if (!sample) return null
  return (
    <div className="bd-panel" style={{ padding: '6px 10px', fontSize: 12 }}>
      {format.exact(sample.at)}
      <br />
      {t('overview.progressValue', {
        progress: format.number(sample.progress),
        running: format.number(sample.running),
        error: format.number(sample.error),
      })}
    </div>
  )
}
