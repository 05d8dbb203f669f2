import { useTranslation } from 'react-i18next'
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import { useFormat } from '../../i18n/format.ts'
import { setParams } from '../../stores/route.ts'

const MAX_SHOWN_EPOCHS = 60

/** How much moved with each epoch, beside the least that could have. */
export function MovesChart({ epochs }: { epochs: readonly EpochResource[] }) {
  const { t } = useTranslation()
  const data = epochs
    .slice(0, MAX_SHOWN_EPOCHS)
    .map(({ epoch, counts }) => ({ epoch, moved: counts.moved_consumer, least: counts.least_moved_consumer }))
    .toReversed()
  const hasMoves = data.some(({ moved, least }) => moved > 0 || least > 0)
  return (
    <section className="bd-panel">
      <h2 className="bd-moves-head">
        {t('epochs.chart', { count: data.length })}
        {hasMoves && <Key color="var(--bd-accent)" name={t('epochs.movedBy')} />}
        {hasMoves && <Key color="var(--bd-muted)" name={t('epochs.leastBy')} />}
      </h2>
      {hasMoves ? <Chart data={data} /> : <p className="bd-dim bd-moves">{t('epochs.noMoves')}</p>}
    </section>
  )
}

interface Moves {
  readonly epoch: number
  readonly moved: number
  readonly least: number
}

function Chart({ data }: { data: readonly Moves[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="bd-moves">
      <ResponsiveContainer>
        <BarChart
          data={data}
          barGap={1}
          barCategoryGap="25%"
          style={{ cursor: 'pointer' }}

          onClick={({ activeLabel }) => activeLabel !== undefined && setParams({ open: String(activeLabel) })}
        >
          <CartesianGrid vertical={false} stroke="var(--bd-border)" />
          <XAxis dataKey="epoch" stroke="var(--bd-muted)" fontSize={11} tickLine={false} />
          <YAxis
            width={52}
            stroke="var(--bd-muted)"
            fontSize={11}
            axisLine={false}
            tickLine={false}
            allowDecimals={false}
            tickFormatter={(value: number) => format.number(value)}
          />
          <Tooltip
            cursor={{ fill: 'var(--bd-raised)' }}
            contentStyle={{ background: 'var(--bd-surface)', borderColor: 'var(--bd-border)', fontSize: 12 }}
            labelFormatter={(epoch) => t('overview.epochMark', { epoch: Number(epoch) })}
            isAnimationActive={false}
          />
          <Bar
            dataKey="moved"
            name={t('epochs.movedBy')}
            fill="var(--bd-accent)"
            maxBarSize={14}
            isAnimationActive={false}
          />
          <Bar
            dataKey="least"
            name={t('epochs.leastBy')}
            fill="var(--bd-muted)"
            maxBarSize={14}
            isAnimationActive={false}
          />
        </BarChart>
      </ResponsiveContainer>
    </div>
  )
}

function Key({ color, name }: { color: string; name: string }) {
  return (
    <span className="bd-status">
      <span className="bd-swatch" aria-hidden style={{ background: color }} />
      {name}
    </span>
  )
}
