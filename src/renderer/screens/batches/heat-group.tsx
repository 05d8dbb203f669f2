import type { TFunction } from 'i18next'
import { type CSSProperties, memo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import { CELL_GAP_PX, type HeatCell, HEADER_PX, type HeatGroup, type HeatLayout } from './heat-layout.ts'

interface HeatGroupProps {
  readonly group: HeatGroup
  readonly name: string
  readonly renderHead: (group: string, cells: readonly HeatCell[]) => ReactNode
  /** Which of its cells are in sight, the last one not included. */
  readonly from: number
  readonly to: number
  readonly left: number
  readonly top: number
  readonly width: number
  readonly size: HeatLayout['size']
  readonly perLine: number
  readonly found: ReadonlySet<number>
  /** The cell whose details are open. */
  readonly openKey: string
  /** The cell Tab leads to, among all; −1 where it is in another group. */
  readonly entry: number
}

/** The batches of a group below what it is. */
export const HeatGroupView = memo(
  function HeatGroupView(props: HeatGroupProps) {
    const { group, name, renderHead, from, to, left, top, width, size, perLine, found, openKey, entry } = props
    const { t } = useTranslation()
    const { id, cells, first } = group
    return (
      <div
        role="group"
        aria-label={name}
        className="bd-heat-group"
        style={{ transform: `translate(${left}px, ${top}px)`, width }}
      >
        <div className="bd-heat-head" style={{ height: HEADER_PX }}>
          {renderHead(id, cells)}
        </div>
        {cells.slice(from, to).map(({ key, batch, isOut }, i) => {
          const place = from + i
          return (
            <Cell
              key={key}
              batch={batch}
              isOut={isOut}
              isFound={batch.planned && found.has(batch.batch_id)}
              isOpen={key === openKey}
              place={first + place}
              x={(place % perLine) * size.width}
              y={HEADER_PX + Math.floor(place / perLine) * size.height}
              width={size.width - CELL_GAP_PX}
              height={size.height - CELL_GAP_PX}
              hasId={size.hasId}
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
    before.size.width === after.size.width &&
    before.size.height === after.size.height &&
    before.size.hasId === after.size.hasId &&
    before.perLine === after.perLine &&
    before.entry === after.entry &&
    before.found === after.found &&
    before.name === after.name &&
    before.renderHead === after.renderHead &&
    before.openKey === after.openKey &&
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
  readonly isOpen: boolean
  readonly place: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly hasId: boolean
  readonly isEntry: boolean
  /** Given, because a hook in each of thousands of cells would cost more than the cell. */
  readonly t: TFunction
}

/** Colour and sign are the status (UI-2), the fill is the progress; dashed was never planned, dotted is stale. */
const Cell = memo(function Cell(props: CellProps) {
  const { batch, isOut, isFound, isOpen, place, x, y, width, height, hasId, isEntry, t } = props
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
      data-open={isOpen ? '' : undefined}
      data-id={hasId ? '' : undefined}
      tabIndex={isEntry ? 0 : -1}
      aria-label={kind ? `${words}, ${t(`common.${kind}`)}` : words}
      style={{ left: x, top: y, width, height, '--fill': `${Math.round(progress)}%` } as CSSProperties}
    >
      {hasId && <span aria-hidden>{batch_id}</span>}
    </button>
  )
})
