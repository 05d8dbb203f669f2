import { useTranslation } from 'react-i18next'
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { useFormat } from '../../i18n/format.ts'
import type { Moves } from './moves.ts'

interface MovesChartProps {
  readonly moves: readonly Moves[]
  /** Of all epochs in the same span. */
  readonly total: number
  readonly onOpen: (epoch: number) => void
}

/** `[EP-5]` What each epoch moved: the least it had to, and on top of it what it moved beyond that. */
export function MovesChart({ moves, total, onOpen }: MovesChartProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const title = t('epochs.chart', { count: moves.length, total: format.number(total) })
  return (
    <section className="bd-panel" aria-label={title}>
      <h2 className="bd-moves-head">
        {title}
        <Key color="var(--bd-accent)" name={t('epochs.leastBy')} />
        {moves.some(({ beyond }) => beyond > 0) && <Key color="var(--bd-suspect)" name={t('epochs.beyond')} />}
      </h2>
      <div className="bd-moves">
        <ResponsiveContainer>
          <BarChart
            data={[...moves]}
            barCategoryGap="20%"
            style={{ cursor: 'pointer' }}
            onClick={({ activeLabel }) => activeLabel !== undefined && onOpen(Number(activeLabel))}
          >
            <CartesianGrid vertical={false} stroke="var(--bd-border)" />
            <XAxis dataKey="epoch" height={18} stroke="var(--bd-muted)" fontSize={11} tickLine={false} />
            <YAxis
              width={52}
              stroke="var(--bd-muted)"
              fontSize={11}
              axisLine={false}
              tickLine={false}
              tickCount={3}
              allowDecimals={false}
              tickFormatter={(value: number) => format.number(value)}
            />
            <Tooltip
              cursor={{ fill: 'var(--bd-raised)' }}
              contentStyle={{ background: 'var(--bd-surface)', borderColor: 'var(--bd-border)', fontSize: 12 }}
              labelFormatter={(epoch) => t('overview.epochMark', { epoch: Number(epoch) })}
              formatter={(value) => format.number(Number(value))}
              isAnimationActive={false}
            />
            <Bar
              dataKey="least"
              stackId="moved"
              name={t('epochs.leastBy')}
              fill="var(--bd-accent)"
              maxBarSize={28}
              isAnimationActive={false}
            />
            <Bar
              dataKey="beyond"
              stackId="moved"
              name={t('epochs.beyond')}
              fill="var(--bd-suspect)"
              maxBarSize={28}
              isAnimationActive={false}
            />
          </BarChart>
        </ResponsiveContainer>
      </div>
    </section>
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
