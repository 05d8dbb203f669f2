import { Button, SegmentedControl } from '@mantine/core'
import { memo, useCallback, useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import { DataTable } from '../../components/data-table.tsx'
import { FilterInput, NothingMatches } from '../../components/filter-input.tsx'
import { ImportButton } from '../../components/import-button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { setParams, useParam, useSortParam } from '../../stores/route.ts'
import { BatchDetail, MissingBatch } from './batch-detail.tsx'
import { BatchLegend } from './batch-legend.tsx'
import { batchKey, batchOfKey, BatchOrder, filtered } from './batch-list.ts'
import { ConsumerSelect } from '../../features/filters/consumer-select.tsx'
import { FoundTargets } from './found-targets.tsx'
import { HeatGrid } from './heat-grid.tsx'
import { useColumns } from './use-columns.tsx'
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
  const format = useFormat()
  const status = useParam('status')
  const consumer = useParam('consumer')
  // The letters come first, then what they leave.
  const typed = useParam('q')
  const query = useDeferredValue(typed)
  const found = useFoundBatches(typed)
  const mode = useParam('as')
  const open = useParam('open')
  const columns = useColumns()
  const sort = useSortParam()
  const [order] = useState(() => new BatchOrder())
  const all = useMemo(() => order.list(batches, unplanned), [order, batches, unplanned])
  const { shown, counts } = useMemo(
    () => filtered(all, { status, consumer, query, found: found.ids }),
    [all, status, consumer, query, found],
  )
  const find = useCallback((key: string) => batchOfKey(key, batches, unplanned), [batches, unplanned])
  const opened = open === '' ? undefined : find(open)
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
        <ConsumerSelect />
        <FilterInput shown={shown.length} total={all.length} placeholder={t('batches.filterHint')} />
        <span className="bd-spacer" />
        <SegmentedControl
          aria-label={t('screen.batches')}
          value={mode === 'table' ? 'table' : 'grid'}
          onChange={(value) => setParams({ as: value === 'grid' ? '' : value })}
          data={[
            { value: 'grid', label: t('batches.grid') },
            { value: 'table', label: t('batches.table') },
          ]}
        />
      </div>
      {all.length > 0 && <BatchLegend counts={counts} />}
      <FoundTargets found={found} query={query} />
      {mode === 'table' ? (
        <DataTable
          label={t('screen.batches')}
          rows={shown}
          columns={columns}
          sort={sort}
          rowId={batchKey}
          openId={open}
          onOpen={openBatch}
          exportName="batches"
          empty={empty}
        />
      ) : shown.length > MAX_CELLS ? (
        <section className="bd-panel bd-table">
          <EmptyState
            title={t('batches.tooMany', { count: format.number(shown.length) as never })}
            hint={t('batches.tooManyHint', { most: format.number(MAX_CELLS) })}
          >
            <Button variant="default" onClick={() => setParams({ as: 'table' })}>
              {t('batches.showTable')}
            </Button>
          </EmptyState>
        </section>
      ) : (
        <HeatGrid
          batches={shown}
          find={find}
          found={found.ids}
          filter={`${status} ${consumer} ${query}`}
          onOpen={openKey}
          empty={empty}
        />
      )}
      {opened && <BatchDetail key={open} batch={opened} found={found.targets} />}
      {open !== '' && !opened && <MissingBatch id={open} />}
    </div>
  )
})

const openKey = (open: string): void => setParams({ open })
const openBatch = (batch: BatchResource): void => openKey(batchKey(batch))
