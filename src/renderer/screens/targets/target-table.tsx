import { Alert, Button, TextInput } from '@mantine/core'
import { useDebouncedValue, useElementSize } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { CopyAddress } from '../../components/copy-address.tsx'
import { ColumnMenu, useShownColumns } from '../../components/column-menu.tsx'
import { NothingMatches } from '../../components/filter-input.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { LongTable } from '../../components/long-table.tsx'
import { Split } from '../../components/side-panel.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { useFleet, useFleetData, usePaused } from '../../stores/fleet.ts'
import { pushParams, setParams, useParam, useRoute, useSortParam } from '../../stores/route.ts'
import { EditButtons } from './edit-buttons.tsx'
import { ExportMenu } from './export-menu.tsx'
import { fitting } from './fitting-columns.ts'
import { type ShownTarget, ShownTargets } from './shown-targets.ts'
import { filterOf, filterParams, sortNames, sortOf } from './target-filter.ts'
import { FilterChips, TargetFilters } from './target-filters.tsx'
import { TargetLegend } from './target-legend.tsx'
import { TargetPanel } from './target-panel.tsx'
import { useColumns } from './use-columns.tsx'
import { type TargetList, useTargetPages } from './use-target-pages.ts'

/** How long the search waits for the next letter, ms. */
const SEARCH_DELAY_MS = 200

/** Every target of the task, and beside it what there is to know of the one that is open. */
export function TargetTable({ task }: { task: TaskResource }) {
  const { t } = useTranslation()
  const format = useFormat()
  const canAct = useCanAct()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const isPaused = usePaused()
  const batches = useFleetData((data) => data.batches)
  const params = useRoute((route) => route.params)
  const text = useParam('q')
  const [query] = useDebouncedValue(text.trim(), SEARCH_DELAY_MS)
  const open = useParam('open')
  const sort = useSortParam()
  const [isHeld, setHeld] = useState(false)
  const [epoch, setEpoch] = useState(task.epoch)
  const filter = useMemo(() => filterOf(params), [params])
  const wanted: TargetList = { taskId: task.task_id, epoch, query, filter, sort: sortOf(sort.by) }
  const list = useTargetPages(wanted, isLive, isHeld || isPaused || epoch !== task.epoch)
  const { shown, problem, row, onSight, hasReports } = list
  // Rows that are looked at keep their places; another epoch waits until they are left, or asked for (UI-1). What the
  // monitor answers is of its newest epoch: where such rows are here already, those of two epochs must not mix.
  const mustWait = (isHeld || open !== '') && list.newestEpoch <= epoch
  if (!mustWait && epoch !== task.epoch) setEpoch(task.epoch)

  const all = useColumns(shown?.attribute_names ?? none, hasReports)
  const chosen = useShownColumns('targets', all)
  const { ref, width } = useElementSize()
  const wantedColumn = filter.report === undefined ? 'status' : 'report'
  const columns = useMemo(() => fitting(chosen, width, wantedColumn), [chosen, width, wantedColumn])
  const [joined] = useState(() => new ShownTargets())
  const joinedRow = (index: number): ShownTarget | undefined => {
    const target = row(index)
    return target && joined.of(target, batches.get(target.batch_id))
  }
  const count = shown?.matching ?? 0

  function openAt(index: number): void {
    const next = row(index)
    if (!next) return
    // To look through the list is one step: Back closes the panel, however many were looked at (UI-8).
    const change = { open: next.target, task: String(task.task_id) }
    if (open === '') pushParams(change)
    else setParams(change)
  }

  function close(): void {
    setParams({ open: '' })
    // To where the keyboard was, on a phone once the list is there again.
    const left = document.querySelector<HTMLElement>('.bd-target-list [role="row"][aria-selected="true"]')
    requestAnimationFrame(() => left?.focus({ preventScroll: true }))
  }

  const openIndex = open === '' ? -1 : list.indexOf(open)
  return (
    <Split
      panel={
        open === '' ? null : (
          <TargetPanel
            task={task}
            target={open}
            place={openIndex < 0 ? null : { index: openIndex, count }}
            onStep={(by) => openAt(openIndex + by)}
            onClose={close}
          />
        )
      }
    >
      <div className="bd-target-tools">
        <TextInput
          data-filter
          className="bd-target-search"
          aria-label={t('targetList.search')}
          placeholder={t('targetList.searchHint')}
          leftSection={<IconSearch size={14} />}
          value={text}
          onChange={(event) => setParams({ q: event.currentTarget.value })}
        />
        <TargetFilters attributeNames={shown?.attribute_names ?? none} />
        <FilterChips />
        <span className="bd-spacer" />
        {canAct && <EditButtons />}
        <span className="bd-line">
          <ExportMenu list={wanted} columns={all} />
          <ColumnMenu table="targets" columns={all} />
        </span>
      </div>
      <TargetLegend task={task} />
      {problem !== null && (
        <Alert color="red">
          <span className="bd-line">
            {problem}
            <Button variant="default" onClick={list.again}>
              {t('common.tryAgain')}
            </Button>
          </span>
        </Alert>
      )}
      <div ref={ref} className="bd-target-list">
        <LongTable
          label={t('screen.targets')}
          list={list.name}
          count={count}
          row={joinedRow}
          onSight={onSight}
          columns={columns}
          rowId={({ row: { target } }) => target}
          openId={open}
          openIndex={openIndex}
          onOpen={(_, index) => openAt(index)}
          onHold={setHeld}
          sort={{ ...sort, names: sortNames }}
          empty={
            shown === null ? (
              problem === null ? (
                <LoadingState />
              ) : (
                <span />
              )
            ) : count === 0 && !list.isOld ? (
              <NothingMatches filters={filterParams} />
            ) : null
          }
          footer={
            <>
              {epoch !== task.epoch && (
                <Button variant="light" onClick={() => setEpoch(task.epoch)}>
                  {t('targetList.changed', { epoch: task.epoch })}
                </Button>
              )}
              <span className="bd-dim">
                {t('common.rows', {
                  shown: format.number(count),
                  total: format.number(shown?.total ?? task.targets),
                })}
              </span>
              <span className="bd-dim">{t('overview.epochMark', { epoch })}</span>
              <span className="bd-spacer" />
              <CopyAddress />
            </>
          }
        />
      </div>
    </Split>
  )
}

const none: readonly string[] = []
