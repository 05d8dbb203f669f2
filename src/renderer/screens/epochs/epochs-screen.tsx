import { Button, Select } from '@mantine/core'
import { IconArrowsDiff } from '@tabler/icons-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { causeGroups } from '../../../contract/cause.ts'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { DataTable, type OpenRow } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { FilterInput, NothingMatches } from '../../components/filter-input.tsx'
import { ImportButton } from '../../components/import-button.tsx'
import { type EpochPair, formatPair, parsePair } from '../../features/epochs/epoch-pair.ts'
import { useCauseText } from '../../i18n/cause.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { useRange } from '../../stores/range.ts'
import { pushParams, setParams, useParam, useSortParam } from '../../stores/route.ts'
import { useTask } from '../../stores/scope.ts'
import { ComparePanel } from './compare-panel.tsx'
import { useEpochColumns } from './epoch-columns.tsx'
import { matches } from './epoch-filter.ts'
import { EpochPanel } from './epoch-panel.tsx'
import { MovesChart } from './moves-chart.tsx'
import { movesIn } from './moves.ts'
import { RollbackPanel } from './rollback-panel.tsx'
import { useEpochs } from './use-epochs.ts'

/** Which columns go where there is no room for all, the first one first. */
const leavingColumns = ['change', 'targets', 'least', 'took', 'at', 'rollout'] as const

const nothingOpen = { open: '', compare: '', rollback: '' } as const

/** The journal of a task: what changed, why, at what cost, and who has answered. */
export function EpochsScreen() {
  const task = useTask()
  return (
    <div className="bd-screen">
      {/* What is ticked and loaded is of one task. */}
      <Journal key={task?.task_id ?? 0} task={task} />
    </div>
  )
}

function Journal({ task }: { task: TaskResource | null }) {
  const { t } = useTranslation()
  const { epochs, hasOlder, isLoading, loadOlder } = useEpochs(task)
  const range = useRange()
  const kind = useParam('kind')
  const query = useParam('q')
  const [open, rollback, compare] = [useParam('open'), useParam('rollback'), useParam('compare')]
  const sort = useSortParam()
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const causeText = useCauseText()
  const opened = useOpened()
  const columns = useEpochColumns()
  const shown = useMemo(
    () => epochs.filter((epoch) => matches(epoch, causeText(epoch), kind, query)),
    [epochs, causeText, kind, query],
  )
  const { moves, total } = useMemo(() => movesIn(epochs, range), [epochs, range])
  // The span that is looked at is to be there whole, or its chart would begin too late; what failed is not tried again and again.
  const oldest = epochs.at(-1)
  const lacks = hasOlder && !isLoading && (oldest?.created_at ?? 0) > range.from ? (oldest?.epoch ?? null) : null
  const asked = useRef<number | null>(null)
  useEffect(() => {
    if (lacks === null || lacks === asked.current) return
    asked.current = lacks
    loadOlder()
  }, [lacks, loadOlder])

  function openEpoch(epoch: number): void {
    const change = { ...nothingOpen, open: String(epoch) }
    // To look through the journal is one step: Back closes the panel, however many epochs were looked at (UI-8).
    if (opened) setParams(change)
    else pushParams(change)
  }

  return (
    <>
      {moves.length > 0 && <MovesChart moves={moves} total={total} onOpen={openEpoch} />}
      {epochs.length > 0 && (
        <div className="bd-epochs-tools">
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
          {moves.length === 0 && total > 0 && <span className="bd-dim">{t('epochs.noMoves', { count: total })}</span>}
        </div>
      )}
      <DataTable
        label={t('screen.epochs')}
        rows={shown}
        columns={columns}
        sort={sort}
        rowId={({ epoch }) => String(epoch)}
        name="epochs"
        list={`${kind} ${query}`}
        leaving={leavingColumns}
        openId={task && opened ? open || `${rollback} ${compare}` : ''}
        onOpen={({ epoch }) => openEpoch(epoch)}
        onClose={() => setParams(nothingOpen)}
        renderPanel={(list) => task && opened && <Panel task={task} opened={opened} epochs={epochs} list={list} />}
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
          onClick={() => pushParams({ ...nothingOpen, compare: formatPair(a, b) })}
        >
          {t('epochs.compare', { from: a, to: b })}
        </Button>
      )}
    </span>
  )
}

/** What the address opens beside the journal. */
type Opened =
  | { readonly kind: 'epoch' | 'rollback'; readonly number: number }
  | { readonly kind: 'compare'; readonly pair: EpochPair }

function useOpened(): Opened | null {
  const canAct = useCanAct()
  const open = useParam('open')
  const rollback = useParam('rollback')
  const compare = useParam('compare')
  return useMemo(() => {
    const pair = parsePair(compare)
    if (isNumber(open)) return { kind: 'epoch', number: Number(open) }
    if (isNumber(rollback) && canAct) return { kind: 'rollback', number: Number(rollback) }
    return pair && { kind: 'compare', pair }
  }, [open, rollback, compare, canAct])
}

const isNumber = (text: string): boolean => /^[1-9]\d{0,11}$/.test(text)

interface PanelProps {
  readonly task: TaskResource
  readonly opened: Opened
  readonly epochs: readonly EpochResource[]
  readonly list: OpenRow
}

function Panel({ task, opened, epochs, list }: PanelProps) {
  const { task_id, epoch: current } = task
  const { onClose } = list
  if (opened.kind === 'compare') {
    const { from, to } = opened.pair
    return <ComparePanel key={formatPair(from, to)} taskId={task_id} pair={opened.pair} onClose={onClose} />
  }
  const { kind, number } = opened
  if (kind === 'rollback') return <RollbackPanel key={number} taskId={task_id} number={number} onClose={onClose} />
  return (
    <EpochPanel
      taskId={task_id}
      number={number}
      epoch={epochs.find(({ epoch }) => epoch === number)}
      current={current}
      list={list}
    />
  )
}
