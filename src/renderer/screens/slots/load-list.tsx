import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { DataTable, type Selection } from '../../components/data-table.tsx'
import type { Column } from '../../components/table-row.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import type { Format } from '../../../console/format.ts'
import { useFormat } from '../../i18n/format.ts'
import { type Load, type Owner, spread } from './loads.ts'
import { OwnerName } from './map-panel.tsx'
import type { Spotlight } from './spotlight.ts'

/** What one owner has and what it would have; without a plan both are the same. */
export interface LoadRow {
  readonly owner: Owner
  readonly now: Load
  readonly planned: Load
}

interface LoadListProps {
  readonly rows: readonly LoadRow[]
  /** Whether both are shown. */
  readonly isPlan?: boolean
  readonly light: Spotlight
  /** Those that are taken out; they do not count for the mean. */
  readonly selection?: Selection<LoadRow>
}

const NOBODY_ID = ''

/** Who owns how much, beside the mean: the legend of the map. */
export function LoadList({ rows, isPlan = false, light, selection }: LoadListProps) {
  const { t } = useTranslation()
  const columns = useColumns(rows, isPlan, selection?.ids)
  const chosen = light.chosen && 'owner' in light.chosen ? (light.chosen.owner ?? NOBODY_ID) : undefined
  return (
    <DataTable
      label={t('slots.loads')}
      rows={rows}
      columns={columns}
      rowId={({ owner }) => owner ?? NOBODY_ID}
      {...(chosen !== undefined && { openId: chosen })}
      onOpen={({ owner }) => light.choose({ owner })}
      onPoint={(row) => light.point(row && { owner: row.owner })}
      exportName="slot-owners"
      {...(selection && {
        selection,
        selectLabel: ({ owner }: LoadRow) => t('slots.takeOut', { consumer: owner ?? '' }),
      })}
      empty={<EmptyState title={t('common.nothingMatches')} />}
    />
  )
}

/** @param out those that do not count for the mean */
function useColumns(
  rows: readonly LoadRow[],
  isPlan: boolean,
  out: ReadonlySet<string> | undefined,
): readonly Column<LoadRow>[] {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo((): readonly Column<LoadRow>[] => {
    const { mean, most } = spread(rows.flatMap(({ owner, planned }) => (out?.has(owner ?? NOBODY_ID) ? [] : planned)))
    return [
      {
        id: 'owner',
        header: t('consumers.id'),
        width: 'minmax(78px, 1.3fr)',
        value: ({ owner }) => owner ?? '',
        cell: ({ owner }) => <OwnerName owner={owner} />,
      },
      {
        id: 'slots',
        header: t('consumers.slots'),
        width: isPlan ? '82px' : '62px',
        align: 'right',
        value: ({ planned }) => planned.slots,
        cell: ({ now, planned }) => <Change from={now.slots} to={planned.slots} />,
      },
      {
        id: 'targets',
        header: t('consumers.targets'),
        width: isPlan ? '108px' : '80px',
        align: 'right',
        value: ({ planned }) => planned.targets,
        cell: ({ now, planned }) => <Change from={now.targets} to={planned.targets} />,
      },
      {
        id: 'share',
        header: t('slots.share'),
        width: 'minmax(124px, 1fr)',
        value: ({ owner, planned }) =>
          owner === null || mean === 0 ? null : Math.round((planned.targets / mean) * 1000) / 1000,
        cell: ({ owner, planned }) =>
          owner === null || out?.has(owner) ? (
            t('common.none')
          ) : (
            <Share targets={planned.targets} mean={mean} most={most} format={format} />
          ),
      },
    ]
  }, [rows, out, isPlan, t, format])
}

function Change({ from, to }: { from: number; to: number }) {
  const format = useFormat()
  if (from === to) return format.number(to)
  return (
    <>
      <span className="bd-dim">{format.number(from)} → </span>
      <strong>{format.number(to)}</strong>
    </>
  )
}

/** A bar up to the load, with a mark where the mean is, and by how much it is off. */
function Share({ targets, mean, most, format }: { targets: number; mean: number; most: number; format: Format }) {
  if (mean === 0) return null
  const off = targets / mean - 1
  const text = `${off >= 0.0005 ? '+' : ''}${format.percent(off)}`
  return (
    <span className="bd-bar-value">
      <span className="bd-slots-share" aria-hidden>
        <span style={{ width: `${(targets / most) * 100}%` }} />
        <i style={{ left: `${(mean / most) * 100}%` }} />
      </span>
      <span className="bd-share-text">{text}</span>
    </span>
  )
}
