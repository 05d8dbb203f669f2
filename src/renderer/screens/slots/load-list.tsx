import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { DataTable, type Selection } from '../../components/data-table.tsx'
import { FilterInput, NothingMatches } from '../../components/filter-input.tsx'
import type { Column } from '../../components/table-row.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useConditions } from '../../stores/conditions.ts'
import { NOBODY } from '../../stores/nobody.ts'
import { useParam } from '../../stores/route.ts'
import { useLink } from '../../stores/scope.ts'
import { axisEnd, LoadBar } from './load-bar.tsx'
import { foldIdle, type LoadRow } from './load-rows.ts'
import { offMean, spread } from './loads.ts'
import { OwnerName } from './owner-name.tsx'
import type { Spotlight } from './spotlight.ts'

interface LoadListProps {
  readonly rows: readonly LoadRow[]
  /** Whether both are shown. */
  readonly isPlan?: boolean
  readonly light: Spotlight
  /** Whether the map tells owners by their colours. */
  readonly isColored: boolean
  /** Those that are taken out; they do not count for the mean. */
  readonly selection?: Selection<LoadRow>
}

/** Who owns how much, against the mean: the legend of the map. Many who own nothing are one line. */
export function LoadList({ rows, isPlan = false, light, isColored, selection }: LoadListProps) {
  const { t } = useTranslation()
  const query = useParam('q').trim().toLowerCase()
  const columns = useColumns(rows, isPlan, isColored, selection?.ids)
  const { shown, idle } = useMemo(() => foldIdle(rows, selection?.ids), [rows, selection?.ids])
  const found = useMemo(
    () => (query === '' ? shown : rows.filter(({ owner }) => (owner ?? '').toLowerCase().includes(query))),
    [rows, shown, query],
  )
  const chosen = light.chosen && 'owner' in light.chosen ? (light.chosen.owner ?? NOBODY) : undefined
  return (
    <DataTable
      label={t('slots.loads')}
      rows={found}
      columns={columns}
      rowId={({ owner }) => owner ?? NOBODY}
      {...(chosen !== undefined && { openId: chosen })}
      onOpen={({ owner }) => light.choose({ owner })}
      onPoint={(row) => light.point(row && { owner: row.owner })}
      exportName="slot-owners"
      {...(selection && {
        selection,
        selectLabel: ({ owner }: LoadRow) => t('slots.takeOut', { consumer: owner ?? '' }),
      })}
      empty={<NothingMatches filters={['q']} />}
      isFooterKept
      footer={
        <>
          <FilterInput shown={found.length} total={rows.length} />
          <span className="bd-spacer" />
          {idle.length > 0 && query === '' && <Idle ids={idle} />}
        </>
      }
    />
  )
}

/** `[UI-10]` How many own nothing of this task; some of them may own something of another, or be in trouble, and are not idle. */
function Idle({ ids }: { ids: readonly string[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  const conditions = useConditions()
  const idle = ids.filter((id) => conditions.get(id) === 'idle').length
  const numbers = { count: ids.length, shown: format.number(ids.length), idle: format.number(idle) }
  return (
    <a className="bd-link" href={link('consumers', { state: 'idle' })}>
      {idle === ids.length ? t('slots.ownNothing', numbers) : t('slots.ownNothingHere', numbers)}
    </a>
  )
}

/** @param out those that do not count for the mean */
function useColumns(
  rows: readonly LoadRow[],
  isPlan: boolean,
  isColored: boolean,
  out: ReadonlySet<string> | undefined,
): readonly Column<LoadRow>[] {
  const { t } = useTranslation()
  return useMemo((): readonly Column<LoadRow>[] => {
    const counted = rows.flatMap(({ owner, planned }) => (out?.has(owner ?? NOBODY) ? [] : planned))
    const { mean } = spread(counted)
    const offOf = ({ owner, planned }: LoadRow) =>
      owner === null || out?.has(owner) ? null : offMean(planned.targets, mean)
    const end = axisEnd(rows.map((row) => (row.planned.slots === 0 ? null : offOf(row))))
    return [
      {
        id: 'owner',
        header: t('consumers.id'),
        width: 'minmax(96px, 1.3fr)',
        value: ({ owner }) => owner ?? '',
        cell: ({ owner }) => <OwnerName owner={owner} isColored={isColored} />,
      },
      {
        id: 'slots',
        header: t('consumers.slots'),
        width: isPlan ? '78px' : '62px',
        align: 'right',
        value: ({ planned }) => planned.slots,
        cell: ({ now, planned }) => <Change from={now.slots} to={planned.slots} />,
      },
      {
        id: 'targets',
        header: t('consumers.targets'),
        width: isPlan ? '104px' : '80px',
        align: 'right',
        value: ({ planned }) => planned.targets,
        cell: ({ now, planned }) => <Change from={now.targets} to={planned.targets} />,
      },
      {
        id: 'share',
        header: t('slots.share'),
        width: 'minmax(112px, 1fr)',
        align: 'right',
        value: (row) => {
          const off = offOf(row)
          return off === null ? null : Math.round(off * 1000) / 1000
        },
        cell: (row) => {
          const off = offOf(row)
          return off === null ? t('common.none') : <LoadBar off={off} end={end} />
        },
      },
    ]
  }, [rows, out, isPlan, isColored, t])
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
