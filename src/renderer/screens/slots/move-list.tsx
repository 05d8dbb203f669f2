import { IconArrowRight } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { DataTable } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { FilterInput, NothingMatches } from '../../components/filter-input.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import type { Column } from '../../components/table-row.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useParam } from '../../stores/route.ts'
import type { SlotMove } from './loads.ts'
import { OwnerName } from './owner-name.tsx'
import type { Spotlight } from './spotlight.ts'

interface MoveListProps {
  /** Null while it is on its way. */
  readonly moves: readonly SlotMove[] | null
  readonly light: Spotlight
}

/** Every slot that moved: from whom, to whom, and with how many targets. */
export function MoveList({ moves, light }: MoveListProps) {
  const { t } = useTranslation()
  const columns = useColumns()
  const query = useParam('q').trim().toLowerCase()
  const found = useMemo(() => (moves ?? []).filter((move) => matches(move, query)), [moves, query])
  return (
    <DataTable
      label={t('slots.moves')}
      rows={found}
      columns={columns}
      rowId={({ slot }) => String(slot)}
      {...(light.chosen && 'slot' in light.chosen && { openId: String(light.chosen.slot) })}
      onOpen={({ slot }) => light.choose({ slot })}
      onPoint={(row) => light.point(row && { slot: row.slot })}
      exportName="slot-moves"
      empty={
        moves === null ? (
          <LoadingState label={t('slots.loadingHistory')} />
        ) : moves.length > 0 ? (
          <NothingMatches filters={['q']} />
        ) : (
          <EmptyState title={t('targets.slotsStay')} />
        )
      }
      isFooterKept
      footer={<FilterInput shown={found.length} total={moves?.length ?? 0} />}
    />
  )
}

/** By either owner, or by the number of the slot. */
function matches({ slot, from, to }: SlotMove, query: string): boolean {
  return query === '' || String(slot) === query || [from, to].some((owner) => owner?.toLowerCase().includes(query))
}

function useColumns(): readonly Column<SlotMove>[] {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    (): readonly Column<SlotMove>[] => [
      { id: 'slot', header: t('slots.slotColumn'), width: '60px', align: 'right', value: ({ slot }) => slot },
      {
        id: 'from',
        header: t('slots.from'),
        width: 'minmax(100px, 1fr)',
        value: ({ from }) => from ?? '',
        cell: ({ from }) => <OwnerName owner={from} />,
      },
      {
        id: 'to',
        header: t('slots.to'),
        width: 'minmax(100px, 1fr)',
        value: ({ to }) => to ?? '',
        cell: ({ to }) => (
          <span className="bd-status bd-owner">
            <IconArrowRight className="bd-fixed" size={12} aria-hidden />
            <OwnerName owner={to} />
          </span>
        ),
      },
      {
        id: 'targets',
        header: t('consumers.targets'),
        width: '80px',
        align: 'right',
        value: ({ after }) => after,
        cell: ({ after }) => format.number(after),
      },
    ],
    [t, format],
  )
}
