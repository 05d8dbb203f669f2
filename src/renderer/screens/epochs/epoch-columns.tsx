import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { csvTime } from '../../../console/csv.ts'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import { answered } from '../../../console/summaries.ts'
import { RelativeTime } from '../../components/relative-time.tsx'
import { EpochStateBadge } from '../../components/status-badge.tsx'
import type { Column } from '../../components/table-row.tsx'
import { useCauseText } from '../../i18n/cause.ts'
import { useFormat } from '../../i18n/format.ts'

/** How long a rollout took until the last awaited answer, ms; null while it goes on, and where nobody was notified. */
export function rolloutTime(epoch: EpochResource): number | null {
  return answered(epoch).told === 0 || epoch.settled_at === null ? null : epoch.settled_at - epoch.created_at
}

/** Of the journal. */
export function useEpochColumns(): readonly Column<EpochResource>[] {
  const { t } = useTranslation()
  const format = useFormat()
  const causeText = useCauseText()
  return useMemo(() => {
    const columns: readonly Column<EpochResource>[] = [
      { id: 'epoch', header: t('epochs.epoch'), width: '74px', align: 'right', value: ({ epoch }) => epoch },
      {
        id: 'at',
        header: t('epochs.at'),
        width: '90px',
        align: 'right',
        value: ({ created_at }) => csvTime(created_at),
        cell: ({ created_at }) => <RelativeTime at={created_at} />,
      },
      {
        id: 'cause',
        header: t('epochs.cause'),
        width: 'minmax(140px, 3fr)',
        value: causeText,
        cell: (epoch) => <span title={causeText(epoch)}>{causeText(epoch)}</span>,
      },
      {
        id: 'moved',
        header: t('epochs.moved'),
        width: '74px',
        align: 'right',
        value: ({ counts }) => counts.moved_consumer,
        cell: ({ counts: { moved_consumer: moved } }) =>
          moved === 0 ? <span className="bd-dim">0</span> : <strong>{format.number(moved)}</strong>,
      },
      {
        id: 'least',
        header: t('epochs.least'),
        width: '66px',
        align: 'right',
        value: ({ counts }) => counts.least_moved_consumer,
        cell: ({ counts }) => <span className="bd-dim">{format.number(counts.least_moved_consumer)}</span>,
      },
      {
        id: 'rollout',
        header: t('epochs.notified'),
        width: '112px',
        value: (epoch) => answered(epoch).told,
        cell: (epoch) => {
          const { done, told } = answered(epoch)
          return told === 0 ? (
            <span className="bd-dim">{t('epochs.nobodyTold')}</span>
          ) : (
            t('epochs.answered', { done: format.number(done), told: format.number(told) })
          )
        },
      },
      {
        id: 'state',
        header: t('epochs.state'),
        width: '112px',
        value: ({ state }) => state,
        cell: ({ state }) => <EpochStateBadge state={state} />,
      },
      {
        id: 'took',
        header: t('epochs.rolloutTime'),
        width: '98px',
        align: 'right',
        value: rolloutTime,
        cell: (epoch) => {
          const took = rolloutTime(epoch)
          return took === null ? <span className="bd-dim">{t('common.none')}</span> : format.duration(took)
        },
      },
      {
        id: 'targets',
        header: t('epochs.targets'),
        width: '85px',
        align: 'right',
        value: ({ counts: { targets } }) => targets,
        cell: ({ counts: { targets } }) => format.number(targets),
      },
      {
        id: 'change',
        header: t('epochs.change'),
        width: '110px',
        align: 'right',
        value: ({ counts: { added, removed } }) => added - removed,
        cell: ({ counts: { added, removed } }) => (
          <span className={added + removed === 0 ? 'bd-dim' : undefined}>
            +{format.number(added)} −{format.number(removed)}
          </span>
        ),
      },
    ]
    return columns
  }, [t, format, causeText])
}
