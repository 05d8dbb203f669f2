import { Button, SegmentedControl } from '@mantine/core'
import { memo, type ReactNode, useCallback, useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import { DataTable, type OpenRow } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { FilterInput, NothingMatches } from '../../components/filter-input.tsx'
import { ImportButton } from '../../components/import-button.tsx'
import { Split } from '../../components/side-panel.tsx'
import { ConsumerSelect } from '../../features/filters/consumer-select.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { openRow, setParams, useParam, useSortParam } from '../../stores/route.ts'
import { useScope } from '../../stores/scope.ts'
import { BatchLegend } from './batch-legend.tsx'
import { batchKey, batchOfKey, BatchOrder, filtered } from './batch-list.ts'
import { BatchPanel, MissingBatch } from './batch-panel.tsx'
import { FoundTargets } from './found-targets.tsx'
import { HeatGrid } from './heat-grid.tsx'
import { ConsumerHead, MessageHead, useMessageName } from './heat-head.tsx'
import type { HeatCell } from './heat-layout.ts'
import { byMessage, messageGroup, messageOrder } from './message-groups.ts'
import { leavingColumns, useColumns } from './use-columns.tsx'
import { useFoundBatches } from './use-found-batches.ts'

/** A grid of more cells tells nobody anything. */
const MAX_CELLS = 30_000
const filterNames = ['status', 'consumer', 'q']

interface BatchesProps {
  readonly batches: ReadonlyMap<number, BatchResource>
  readonly unplanned: ReadonlyMap<string, BatchResource>
}

/**
 * Every batch: as a grid to see patterns in, or as a table to search. Thousands of them that change at once are rendered
 * between frames, so that scrolling does not wait for them.
 */
export function BatchesScreen() {
  const batches = useDeferredValue(useFleetData((data) => data.batches))
  const unplanned = useDeferredValue(useFleetData((data) => data.unplanned))
  return <Batches batches={batches} unplanned={unplanned} />
}

const Batches = memo(function Batches({ batches, unplanned }: BatchesProps) {
  const { t } = useTranslation()
  const scope = useScope()
  const status = useParam('status')
  const consumer = useParam('consumer')
  // The letters come first, then what they leave.
  const typed = useParam('q')
  const query = useDeferredValue(typed)
  const found = useFoundBatches(typed)
  const isTable = useParam('as') === 'table'
  const isByMessage = useParam('group') === 'message'
  const open = useParam('open')
  const sort = useSortParam()
  const columns = useColumns()
  const messageName = useMessageName()
  const [order] = useState(() => new BatchOrder())
  const all = useMemo(() => order.list(batches, unplanned), [order, batches, unplanned])
  const { shown, counts, total } = useMemo(
    () => filtered(all, { task: scope, status, consumer, query, found: found.ids }),
    [all, scope, status, consumer, query, found],
  )
  const arranged = useMemo(() => (isByMessage ? byMessage(shown) : shown), [isByMessage, shown])
  const messages = useMemo(() => (isByMessage ? messageOrder(shown) : []), [isByMessage, shown])
  const find = useCallback((key: string) => batchOfKey(key, batches, unplanned), [batches, unplanned])
  const opened = open === '' ? undefined : find(open)
  const filter = `${scope} ${status} ${consumer} ${query} ${isByMessage}`
  const renderPanel = (list: OpenRow) =>
    opened ? <BatchPanel batch={opened} found={found.targets} list={list} /> : <MissingBatch id={open} list={list} />
  const empty =
    all.length === 0 ? (
      <EmptyState title={t('batches.empty')} hint={t('batches.emptyHint')}>
        <ImportButton />
      </EmptyState>
    ) : (
      <NothingMatches filters={filterNames} />
    )
  return (
    <div className="bd-screen">
      <div className="bd-screen-head">
        <FilterInput shown={shown.length} total={total} placeholder={t('batches.filterHint')} />
        <ConsumerSelect />
        <span className="bd-spacer bd-wide-only" />
        <SegmentedControl
          aria-label={t('batches.groupBy')}
          value={isByMessage ? 'message' : 'consumer'}
          onChange={(value) => setParams({ group: value === 'message' ? value : '' })}
          data={[
            { value: 'consumer', label: t('batches.byConsumer') },
            { value: 'message', label: t('batches.byMessage') },
          ]}
        />
        <SegmentedControl
          aria-label={t('screen.batches')}
          value={isTable ? 'table' : 'grid'}
          onChange={(value) => setParams({ as: value === 'grid' ? '' : value })}
          data={[
            { value: 'grid', label: t('batches.grid') },
            { value: 'table', label: t('batches.table') },
          ]}
        />
      </div>
      {all.length > 0 && <BatchLegend counts={counts} />}
      <FoundTargets found={found} query={query} />
      {isTable ? (
        <DataTable
          label={t('screen.batches')}
          name="batches"
          list={filter}
          rows={arranged}
          columns={columns}
          leaving={leavingColumns}
          sort={sort}
          {...(isByMessage && {
            groups: {
              of: messageGroup,
              order: messages,
              renderHead: (group: string, count: number) => <MessageLine name={messageName(group)} count={count} />,
            },
          })}
          rowId={batchKey}
          openId={open}
          onOpen={(batch) => openRow(batchKey(batch))}
          onClose={closeRow}
          renderPanel={renderPanel}
          exportName="batches"
          empty={empty}
        />
      ) : (
        <Grid
          arranged={arranged}
          isByMessage={isByMessage}
          find={find}
          found={found.ids}
          filter={filter}
          open={open}
          renderPanel={renderPanel}
          empty={empty}
        />
      )}
    </div>
  )
})

const closeRow = (): void => setParams({ open: '' })

function MessageLine({ name, count }: { name: string; count: number }) {
  const format = useFormat()
  return (
    <>
      <strong className="bd-truncate" title={name}>
        {name}
      </strong>
      <span className="bd-dim">{format.number(count)}</span>
    </>
  )
}

interface GridProps {
  readonly arranged: readonly BatchResource[]
  readonly isByMessage: boolean
  readonly find: (key: string) => BatchResource | undefined
  readonly found: ReadonlySet<number>
  readonly filter: string
  readonly open: string
  readonly renderPanel: (list: OpenRow) => ReactNode
  readonly empty: ReactNode
}

const ownerOf = ({ consumer_id }: BatchResource): string => consumer_id ?? ''
const consumerHead = (group: string, cells: readonly HeatCell[]) => <ConsumerHead group={group} cells={cells} />
const messageHead = (group: string, cells: readonly HeatCell[]) => <MessageHead group={group} cells={cells} />

/** The grid with the details of a batch beside it. */
function Grid({ arranged, isByMessage, find, found, filter, open, renderPanel, empty }: GridProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const messageName = useMessageName()
  const place = open === '' ? -1 : arranged.findIndex((batch) => batchKey(batch) === open)

  function step(by: 1 | -1): void {
    const next = arranged[place + by]
    if (next) openRow(batchKey(next))
  }

  function close(): void {
    closeRow()
    const left = document.querySelector<HTMLElement>('.bd-cell[data-open]')
    requestAnimationFrame(() => left?.focus({ preventScroll: true }))
  }

  const list = { place: place < 0 ? null : { index: place, count: arranged.length }, onStep: step, onClose: close }
  return (
    <Split panel={open === '' ? null : renderPanel(list)}>
      {arranged.length > MAX_CELLS ? (
        <section className="bd-panel bd-table">
          <EmptyState
            title={t('batches.tooMany', { count: format.number(arranged.length) as never })}
            hint={t('batches.tooManyHint', { most: format.number(MAX_CELLS) })}
          >
            <Button variant="default" onClick={() => setParams({ as: 'table' })}>
              {t('batches.showTable')}
            </Button>
          </EmptyState>
        </section>
      ) : (
        <HeatGrid
          batches={arranged}
          groupBy={isByMessage ? messageGroup : ownerOf}
          renderHead={isByMessage ? messageHead : consumerHead}
          groupName={isByMessage ? messageName : (group) => (group === '' ? t('batches.unowned') : group)}
          isOneLane={isByMessage}
          find={find}
          found={found}
          filter={filter}
          openKey={open}
          onOpen={openRow}
          empty={empty}
        />
      )}
    </Split>
  )
}
