import { type CSSProperties, type KeyboardEvent, memo, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { SLOT_COUNT } from '../../planner/hash.ts'
import { useFormat } from '../i18n/format.ts'
import { consumerColor } from './consumer-color.ts'
import { loadColor, type LoadScale, loadScale } from './load-colors.ts'

const SLOTS_PER_SIDE = 16
const places = Array.from({ length: SLOTS_PER_SIDE }, (_, place) => place)

type Owner = string | null

interface Look {
  readonly owners: readonly Owner[]
  /** Decides how strong a slot's colour is, and of many owners which; without, all are full. */
  readonly targets?: readonly number[]
  /** Who owned them before: what is not the same is framed, the rest steps back. */
  readonly before?: readonly Owner[] | null
}

/** A picture of the 256 slots in the colours of their owners, 160 px wide; `label` says what it shows. */
export function SlotMap({ label, ...look }: Look & { label: string }) {
  const cells = useCells(look)
  return (
    <div className="bd-slot-map" role="img" aria-label={label}>
      {cells.map((cell) => (
        <div key={cell.slot} {...cell.props} title={cell.words}>
          <i style={cell.fill} />
        </div>
      ))}
    </div>
  )
}

interface SlotGridProps extends Look {
  readonly targets: readonly number[]
  readonly label: string
  /** The slots that stand out, all others being dimmed; null where none does. */
  readonly lit: ReadonlySet<number> | null
  /** The one that is spoken of. */
  readonly ringed: number | null
  readonly chosen: number | null
  readonly onPoint: (slot: number | null) => void
  readonly onChoose: (slot: number) => void
}

/** The same as large as there is room, to be walked through with the pointer or the arrow keys. */
export function SlotGrid({ label, lit, ringed, chosen, onPoint, onChoose, ...look }: SlotGridProps) {
  const cells = useCells(look)
  const entry = chosen ?? 0

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const slot = slotOf(event)
    if (slot === null) return
    if (event.key === 'Enter' || event.key === ' ') onChoose(slot)
    else {
      const next = step(event, slot)
      if (next === null) return
      event.currentTarget.querySelector<HTMLElement>(`[data-slot="${next}"]`)?.focus()
    }
    event.preventDefault()
  }

  return (
    <div
      className="bd-slot-map"
      data-large=""
      role="grid"
      aria-label={label}
      onPointerOver={(event: PointerEvent<HTMLElement>) => onPoint(slotOf(event))}
      onPointerLeave={() => onPoint(null)}
      onFocus={(event) => onPoint(slotOf(event))}
      onBlur={() => onPoint(null)}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        const slot = slotOf(event)
        if (slot !== null) onChoose(slot)
      }}
    >
      <span />
      {places.map((column) => (
        <span key={column} className="bd-slot-axis" aria-hidden>
          {column}
        </span>
      ))}
      {places.map((row) => (
        <div key={row} className="bd-slot-row" role="row">
          <span className="bd-slot-axis" aria-hidden>
            {row * SLOTS_PER_SIDE}
          </span>
          {cells.slice(row * SLOTS_PER_SIDE, row * SLOTS_PER_SIDE + SLOTS_PER_SIDE).map((cell) => (
            <Cell
              key={cell.slot}
              cell={cell}
              light={lit === null ? null : lit.has(cell.slot)}
              isRinged={ringed === cell.slot}
              isChosen={chosen === cell.slot}
              isEntry={entry === cell.slot}
            />
          ))}
        </div>
      ))}
    </div>
  )
}

interface CellProps {
  readonly cell: CellLook
  /** Whether it stands out; null where none does. */
  readonly light: boolean | null
  readonly isRinged: boolean
  readonly isChosen: boolean
  /** Whether Tab leads here. */
  readonly isEntry: boolean
}

const Cell = memo(
  function Cell({ cell, light, isRinged, isChosen, isEntry }: CellProps) {
    return (
      <div
        {...cell.props}
        role="gridcell"
        aria-label={cell.words}
        aria-selected={isChosen}
        tabIndex={isEntry ? 0 : -1}
        data-slot={cell.slot}
        data-lit={light === true ? '' : undefined}
        data-dimmed={light === false ? '' : undefined}
        data-ringed={isRinged || isChosen ? '' : undefined}
      >
        <i style={cell.fill} />
      </div>
    )
  },
  (a, b) =>
    a.cell.key === b.cell.key &&
    a.light === b.light &&
    a.isRinged === b.isRinged &&
    a.isChosen === b.isChosen &&
    a.isEntry === b.isEntry,
)

interface CellLook {
  readonly slot: number
  /** Equal where the looks are. */
  readonly key: string
  readonly words: string
  readonly props: Record<string, unknown>
  readonly fill: CSSProperties
}

function useCells({ owners, targets, before }: Look): CellLook[] {
  const { t } = useTranslation()
  const format = useFormat()
  const most = Math.max(1, ...(targets ?? []))
  const areCompared = before !== undefined && before !== null
  const scale = targets ? loadScale(owners, targets) : null
  return Array.from({ length: SLOT_COUNT }, (_, slot) => {
    const owner = owners[slot] ?? null
    const from = areCompared ? (before[slot] ?? null) : owner
    const isMoved = from !== owner
    const count = targets?.[slot]
    const names = { slot, owner: owner ?? t('common.nobody'), from: from ?? t('common.nobody') }
    const words = [
      isMoved ? t('slots.movedCell', names) : t('slots.cell', names),
      ...(count === undefined ? [] : [t('slots.targetsIn', { count, targets: format.number(count) })]),
    ].join(', ')
    const strength = count === undefined || scale ? 1 : count === 0 ? 0.16 : 0.3 + 0.7 * (count / most)
    const color = colorOf(owner, scale)
    // A frame is drawn around what moved: it stands by itself.
    const sides = isMoved ? [true, true, true, true] : foreignSides(owners, slot)
    return {
      slot,
      key: `${words} ${strength} ${color} ${sides.join()} ${areCompared}`,
      words,
      props: {
        className: 'bd-slot',
        'data-nobody': owner === null ? '' : undefined,
        'data-moved': isMoved ? '' : undefined,
        'data-quiet': areCompared && !isMoved ? '' : undefined,
        style: {
          '--owner': color,
          '--from': from === null ? 'var(--bd-surface)' : scale ? 'var(--bd-muted)' : consumerColor(from),
          '--strength': owner === null ? 0.6 : strength,
        },
      },
      fill: outline(sides),
    }
  })
}

function colorOf(owner: Owner, scale: LoadScale | null): string {
  if (owner === null) return 'transparent'
  return scale ? loadColor(scale.share.get(owner) ?? 0) : consumerColor(owner)
}

/** Whether the neighbour above, to the right, below and to the left is another owner's. The edge of the map is one, too. */
function foreignSides(owners: readonly Owner[], slot: number): boolean[] {
  const column = slot % SLOTS_PER_SIDE
  const differs = (other: number, isThere: boolean) => !isThere || owners[other] !== owners[slot]
  return [
    differs(slot - SLOTS_PER_SIDE, slot >= SLOTS_PER_SIDE),
    differs(slot + 1, column < SLOTS_PER_SIDE - 1),
    differs(slot + SLOTS_PER_SIDE, slot < SLOT_COUNT - SLOTS_PER_SIDE),
    differs(slot - 1, column > 0),
  ]
}

/** Round where two foreign sides meet, so that a territory has the outline of one thing. */
function outline([top, right, bottom, left]: readonly boolean[]): CSSProperties {
  const inset = [top, right, bottom, left].map((isForeign) => (isForeign ? 'var(--far)' : 'var(--near)'))
  const corners = [top && left, top && right, bottom && right, bottom && left]
  return {
    inset: inset.join(' '),
    borderRadius: corners.map((isOuter) => (isOuter ? 'var(--round)' : '1px')).join(' '),
  }
}

function slotOf({ target }: { readonly target: EventTarget }): number | null {
  const slot = (target as HTMLElement).closest<HTMLElement>('[data-slot]')?.dataset['slot']
  return slot === undefined ? null : Number(slot)
}

/** Where a key leads from a slot, as in any grid (WAI-ARIA); null where it leads nowhere. */
function step({ key, ctrlKey }: KeyboardEvent, slot: number): number | null {
  const column = slot % SLOTS_PER_SIDE
  const next: Record<string, number> = {
    ArrowRight: column < SLOTS_PER_SIDE - 1 ? slot + 1 : slot,
    ArrowLeft: column > 0 ? slot - 1 : slot,
    ArrowDown: slot + SLOTS_PER_SIDE,
    ArrowUp: slot - SLOTS_PER_SIDE,
    PageDown: slot + 4 * SLOTS_PER_SIDE,
    PageUp: slot - 4 * SLOTS_PER_SIDE,
    Home: ctrlKey ? 0 : slot - column,
    End: ctrlKey ? SLOT_COUNT - 1 : slot - column + SLOTS_PER_SIDE - 1,
  }
  const to = next[key]
  if (to === undefined) return null
  return to < 0 ? column : to >= SLOT_COUNT ? SLOT_COUNT - SLOTS_PER_SIDE + column : to
}
