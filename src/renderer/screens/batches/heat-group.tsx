import type { TFunction } from 'i18next'
import { type CSSProperties, memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { BatchStatusCount } from '../../components/status-badge.tsx'
import { useFormat } from '../../i18n/format.ts'
import { formatHash } from '../../stores/route.ts'
import { NOBODY } from '../../stores/nobody.ts'
import { CELL_GAP_PX, HEADER_PX, type HeatGroup } from './heat-layout.ts'

interface HeatGroupProps {
  readonly group: HeatGroup
  /** Which of its cells are in sight, the last one not included. */
  readonly from: number
  readonly to: number
  readonly left: number
  readonly top: number
  readonly width: number
  readonly step: number
  readonly perLine: number
  readonly found: ReadonlySet<number>
  /** The cell Tab leads to, among all; −1 where it is in another group. */
  readonly entry: number
}

/** The batches of one consumer below its name. */
export const HeatGroupView = memo(
  function HeatGroupView({ group, from, to, left, top, width, step, perLine, found, entry }: HeatGroupProps) {
    const { t } = useTranslation()
    const format = useFormat()
    const { consumerId, cells, first } = group
    const errors = cells.reduce((sum, { batch }) => sum + Number(batch.status === 'error'), 0)
    const filters = { consumer: consumerId ?? NOBODY }
    const count = t('batches.groupCount', { count: format.number(cells.length) as never })
    return (
      <div
        role="group"
        aria-label={`${consumerId ?? t('batches.unowned')} ${count}`}
        className="bd-heat-group"
        style={{ transform: `translate(${left}px, ${top}px)`, width }}
      >
        {/* Not on the way of Tab: a thousand groups would be a thousand stops. The details of a batch lead there, too. */}
        <div className="bd-heat-head" style={{ height: HEADER_PX }}>
          {consumerId === null ? (
            <span className="bd-truncate">{t('batches.unowned')}</span>
          ) : (
            <a className="bd-link" href={formatHash('consumers', { open: consumerId })} tabIndex={-1}>
              <ConsumerName id={consumerId} />
            </a>
          )}
          <a className="bd-link bd-dim" href={formatHash('batches', filters)} tabIndex={-1}>
            {count}
          </a>
          {errors > 0 && (
            <a className="bd-link" href={formatHash('batches', { ...filters, status: 'error' })} tabIndex={-1}>
              <BatchStatusCount status="error" count={errors} />
            </a>
          )}
        </div>
        {cells.slice(from, to).map(({ key, batch, isOut }, i) => {
          const place = from + i
          return (
            <Cell
              key={key}
              batch={batch}
              isOut={isOut}
              isFound={batch.planned && found.has(batch.batch_id)}
              place={first + place}
              x={(place % perLine) * step}
              y={HEADER_PX + Math.floor(place / perLine) * step}
              size={step - CELL_GAP_PX}
              isEntry={first + place === entry}
              t={t}
            />
          )
        })}
      </div>
    )
  },
  (before, after) =>
    before.from === after.from &&
    before.to === after.to &&
    before.left === after.left &&
    before.top === after.top &&
    before.width === after.width &&
    before.step === after.step &&
    before.entry === after.entry &&
    before.found === after.found &&
    isSame(before.group, after.group),
)

function isSame(before: HeatGroup, after: HeatGroup): boolean {
  return (
    before.first === after.first &&
    before.cells.length === after.cells.length &&
    before.cells.every(({ batch, isOut }, i) => batch === after.cells[i]!.batch && isOut === after.cells[i]!.isOut)
  )
}

interface CellProps {
  readonly batch: BatchResource
  readonly isOut: boolean
  readonly isFound: boolean
  readonly place: number
  readonly x: number
  readonly y: number
  readonly size: number
  readonly isEntry: boolean
  /** Given, because a hook in each of thousands of cells would cost more than the cell. */
  readonly t: TFunction
}

/** Colour and sign are the status (UI-2), the fill is the progress; dashed was never planned, dotted is stale. */
const Cell = memo(function Cell({ batch, isOut, isFound, place, x, y, size, isEntry, t }: CellProps) {
  const { batch_id, status, progress, planned, stale } = batch
  const words = t('batches.cell', { id: batch_id, status: t(`status.${status}`), progress: Math.round(progress) })
  const kind = planned ? undefined : stale ? 'stale' : 'unplanned'
  return (
    <button
      type="button"
      className="bd-cell"
      data-place={place}
      data-status={status}
      data-kind={kind}
      data-out={isOut ? '' : undefined}
      data-found={isFound ? '' : undefined}
      tabIndex={isEntry ? 0 : -1}
      aria-label={kind ? `${words}, ${t(`common.${kind}`)}` : words}
      style={{ left: x, top: y, width: size, height: size, '--fill': `${Math.round(progress)}%` } as CSSProperties}
    />
  )
})
