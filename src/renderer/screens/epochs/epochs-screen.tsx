import { Button, Group, Select } from '@mantine/core'
import { IconArrowsDiff } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { causeGroups } from '../../../contract/cause.ts'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/table-row.tsx'
import { FilterInput, NothingMatches } from '../../components/filter-input.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { ImportButton } from '../../components/import-button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { EpochStateBadge } from '../../components/status-badge.tsx'
import { useCauseText } from '../../i18n/cause.ts'
import { useFormat } from '../../i18n/format.ts'
import { setParams, useParam, useSortParam } from '../../stores/route.ts'
import { useTask } from '../../stores/scope.ts'
import { answered } from '../../../console/summaries.ts'
import { CompareDrawer } from './compare-drawer.tsx'
import { EpochDetail } from './epoch-detail.tsx'
import { matches } from './epoch-filter.ts'
import { formatPair, parsePair } from '../../features/epochs/epoch-pair.ts'
import { MovesChart } from './moves-chart.tsx'
import { OldEpoch } from './old-epoch.tsx'
import { useEpochs } from './use-epochs.ts'

/** The journal of a task: what changed, why, at what cost, and who has answered. */
export function EpochsScreen() {
  const task = useTask()
  // What is ticked and loaded is of one task.
  return (
    <div className="bd-screen">
      <div className="bd-screen-head">{task && <span className="bd-dim">{task.name}</span>}</div>
      <Journal key={task?.task_id ?? 0} task={task} />
    </div>
  )
}

function Journal({ task }: { task: TaskResource | null }) {
  const { t } = useTranslation()
  const { epochs, hasOlder, isLoading, loadOlder } = useEpochs(task)
  const kind = useParam('kind')
  const query = useParam('q')
  const sort = useSortParam()
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const causeText = useCauseText()
  const shown = useMemo(
    () => epochs.filter((epoch) => matches(epoch, causeText(epoch), kind, query)),
    [epochs, causeText, kind, query],
  )
  const columns = useColumns()
  return (
    <>
      {epochs.length > 1 && <MovesChart epochs={epochs} />}
      {epochs.length > 0 && (
        <Group gap={10}>
          <Select
            size="xs"
            w={170}
            aria-label={t('epochs.kind')}
            allowDeselect={false}
            value={causeGroups.find((known) => known === kind) ?? 'all'}
            onChange={(value) => setParams({ kind: value === 'all' ? '' : (value ?? '') })}
            data={[
              { value: 'all', label: t('epochs.anyCause') },
              ...causeGroups.map((value) => ({ value: value as string, label: t(`epochs.causeKind.${value}`) })),
            ]}
          />
          <FilterInput shown={shown.length} total={epochs.length} />
          {hasOlder && (kind !== '' || query !== '') && <span className="bd-dim">{t('epochs.onlyLoaded')}</span>}
        </Group>
      )}
      <DataTable
        label={t('screen.epochs')}
        rows={shown}
        columns={columns}
        sort={sort}
        rowId={({ epoch }) => String(epoch)}
        openId={useParam('open')}
        onOpen={({ epoch }) => setParams({ open: String(epoch) })}
        exportName="epochs"
        selection={{ ids: ticked, onChange: setTicked, most: 2 }}
        selectLabel={({ epoch }) => t('epochs.select', { epoch })}
        empty={
          epochs.length === 0 ? (
            <EmptyState title={t('epochs.empty')} hint={t('epochs.emptyHint')}>
              <ImportButton />
            </EmptyState>
          ) : (
            <NothingMatches filters={['kind', 'q']} />
          )
        }
        footer={
          <>
            <Compare ticked={ticked} />
            {hasOlder && (
              <Button variant="default" loading={isLoading} onClick={loadOlder}>
                {t('epochs.older')}
              </Button>
            )}
          </>
        }
      />
      {task && <Opened task={task} epochs={epochs} />}
    </>
  )
}

/** Two ticked epochs can be compared. It has its place before any is ticked. */
function Compare({ ticked }: { ticked: ReadonlySet<string> }) {
  const { t } = useTranslation()
  const [a, b] = [...ticked].map(Number).toSorted((x, y) => x - y)
  return (
    <span className="bd-spacer">
      {a === undefined || b === undefined ? (
        <span className="bd-dim">{t('epochs.tickHint')}</span>
      ) : (
        <Button
          variant="light"
          leftSection={<IconArrowsDiff size={14} />}
          onClick={() => setParams({ compare: formatPair(a, b) })}
        >
          {t('epochs.compare', { from: a, to: b })}
        </Button>
      )}
    </span>
  )
}

/** The epoch or the comparison that the address names. */
function Opened({ task, epochs }: { task: TaskResource; epochs: readonly EpochResource[] }) {
  const open = useParam('open')
  const compare = useParam('compare')
  const pair = parsePair(compare)
  const opened = epochs.find(({ epoch }) => String(epoch) === open)
  if (opened) return <EpochDetail key={open} epoch={opened} current={task.epoch} />
  if (/^[1-9]\d{0,11}$/.test(open)) {
    return <OldEpoch key={open} taskId={task.task_id} number={Number(open)} current={task.epoch} />
  }
  return pair && <CompareDrawer key={compare} taskId={task.task_id} pair={pair} />
}

function useColumns(): readonly Column<EpochResource>[] {
  const { t } = useTranslation()
  const format = useFormat()
  const causeText = useCauseText()
  return useMemo(
    () => [
      { id: 'epoch', header: t('epochs.epoch'), width: '75px', align: 'right', value: ({ epoch }) => epoch },
      {
        id: 'at',
        header: t('epochs.at'),
        width: '95px',
        align: 'right',
        value: ({ created_at }) => created_at,
        cell: ({ created_at }) => <RelativeTime at={created_at} />,
      },
      {
        id: 'cause',
        header: t('epochs.cause'),
        width: 'minmax(160px, 3fr)',
        value: causeText,
        cell: (epoch) => <span title={causeText(epoch)}>{causeText(epoch)}</span>,
      },
      {
        id: 'state',
        header: t('epochs.state'),
        width: '115px',
        value: ({ state }) => state,
        cell: ({ state }) => <EpochStateBadge state={state} />,
      },
      {
        id: 'rollout',
        header: t('epochs.rollout'),
        width: '90px',
        value: (epoch) => answered(epoch).done,
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
        id: 'targets',
        header: t('epochs.targets'),
        width: '85px',
        align: 'right',
        value: ({ counts }) => counts.targets,
        cell: ({ counts }) => format.number(counts.targets),
      },
      {
        id: 'change',
        header: t('epochs.change'),
        width: '110px',
        align: 'right',
        value: ({ counts }) => counts.added - counts.removed,
        cell: ({ counts }) => `+${format.number(counts.added)} −${format.number(counts.removed)}`,
      },
      {
        id: 'moved',
        header: t('epochs.moved'),
        width: '80px',
        align: 'right',
        value: ({ counts }) => counts.moved_consumer,
        cell: ({ counts }) => format.number(counts.moved_consumer),
      },
      {
        id: 'least',
        header: t('epochs.least'),
        width: '75px',
        align: 'right',
        value: ({ counts }) => counts.least_moved_consumer,
        cell: ({ counts }) => <span className="bd-dim">{format.number(counts.least_moved_consumer)}</span>,
      },
    ],
    [t, format, causeText],
  )
}
