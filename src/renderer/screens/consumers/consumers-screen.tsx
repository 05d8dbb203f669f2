import { Button } from '@mantine/core'
import { memo, useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Condition } from '../../../console/condition.ts'
import type { FleetData } from '../../../console/fleet-data.ts'
import { ColumnMenu, useShownColumns } from '../../components/column-menu.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { FilterInput, NothingMatches } from '../../components/filter-input.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { useConditions } from '../../stores/conditions.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { openRow, setParams, useParam, useSortParam } from '../../stores/route.ts'
import { goTo, useScope } from '../../stores/scope.ts'
import { Bulk } from './bulk.tsx'
import { ConditionFilter } from './condition-filter.tsx'
import { consumerGroups, filterOf, groupOf, inOrderOfConcern, isFound, isIn } from './consumer-groups.ts'
import { ConsumerPanel, MissingConsumer } from './consumer-panel.tsx'
import { type ConsumerRow, ConsumerRows } from './consumer-rows.ts'
import { leavingColumns, useColumns } from './use-columns.tsx'

/**
 * Every consumer: whether it is alive, what it has, how far it is; trouble first. What changes of a large fleet is rendered
 * between frames, so that scrolling does not wait for it.
 */
export function ConsumersScreen() {
  const consumers = useDeferredValue(useFleetData((data) => data.consumers))
  const conditions = useDeferredValue(useConditions())
  const alerts = useDeferredValue(useFleetData((data) => data.alerts))
  const batches = useDeferredValue(useFleetData((data) => data.batches))
  const unplanned = useDeferredValue(useFleetData((data) => data.unplanned))
  const rollouts = useDeferredValue(useFleetData((data) => data.rollouts))
  const slots = useDeferredValue(useFleetData((data) => data.slots))
  const all = { consumers, conditions, alerts, batches, unplanned, rollouts, slots }
  return <Consumers {...all} />
}

type ConsumersProps = Pick<FleetData, 'consumers' | 'alerts' | 'batches' | 'unplanned' | 'rollouts' | 'slots'> & {
  readonly conditions: ReadonlyMap<string, Condition>
}

const Consumers = memo(function Consumers(props: ConsumersProps) {
  const { consumers, conditions, alerts, batches, unplanned, rollouts, slots } = props
  const { t } = useTranslation()
  const scope = useScope()
  const state = useParam('state')
  const query = useParam('q')
  const open = useParam('open')
  const canAct = useCanAct()
  const [made] = useState(() => new ConsumerRows())
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const rows = useMemo(
    () => inOrderOfConcern(made.list({ consumers, conditions, alerts, batches, unplanned, rollouts, slots }, scope)),
    [made, consumers, conditions, alerts, batches, unplanned, rollouts, slots, scope],
  )
  const filter = filterOf(state)
  const found = useMemo(() => rows.filter((row) => isFound(row, query)), [rows, query])
  const shown = useMemo(() => found.filter((row) => isIn(row, filter)), [found, filter])
  const all = useColumns()
  const columns = useShownColumns('consumers', all)
  const opened = rows.find(({ consumer }) => consumer.consumer_id === open)
  const renderHead = useGroupHead(shown)
  return (
    <div className="bd-screen">
      <div className="bd-screen-head">
        <FilterInput shown={shown.length} total={rows.length} placeholder={t('consumers.searchHint')} />
        {rows.length > 0 && <ConditionFilter rows={found} chosen={filter} />}
        {rows.length === 0 && <span className="bd-spacer" />}
        <ColumnMenu table="consumers" columns={all} />
      </div>
      <DataTable
        label={t('screen.consumers')}
        name="consumers"
        list={`${scope} ${state} ${query}`}
        rows={shown}
        columns={columns}
        leaving={leavingColumns}
        sort={useSortParam()}
        groups={{ of: groupOf, order: consumerGroups, renderHead }}
        rowId={({ consumer }) => consumer.consumer_id}
        openId={open}
        onOpen={({ consumer }) => openRow(consumer.consumer_id)}
        onClose={() => setParams({ open: '', tab: '', find: '', level: '' })}
        renderPanel={(list) =>
          opened ? <ConsumerPanel row={opened} list={list} /> : <MissingConsumer id={open} list={list} />
        }
        exportName="consumers"
        {...(canAct && { selection: { ids: ticked, onChange: setTicked } })}
        selectLabel={({ consumer }) => t('consumers.select', { consumer: consumer.consumer_id })}
        footer={canAct && <Bulk ids={ticked} onClear={() => setTicked(new Set())} />}
        empty={
          rows.length === 0 ? (
            <EmptyState title={t('consumers.empty')} hint={t('consumers.emptyHint')}>
              <Button variant="default" onClick={() => goTo('overview')}>
                {t('consumers.openOverview')}
              </Button>
            </EmptyState>
          ) : (
            <NothingMatches filters={['state', 'q']} />
          )
        }
      />
    </div>
  )
})

/** What stands above the rows of a group: how many there are, and how many of their batches are in error. */
function useGroupHead(shown: readonly ConsumerRow[]): (group: string, count: number) => React.ReactNode {
  const { t } = useTranslation()
  const format = useFormat()
  const errors = useMemo(
    () => shown.reduce((sum, row) => sum + (groupOf(row) === 'errors' ? row.summary.error : 0), 0),
    [shown],
  )
  return (group, count) => (
    <>
      <strong>{t(`consumers.group.${group as 'trouble'}`)}</strong>
      <span className="bd-dim">
        {format.number(count)}
        {group === 'errors' && ` · ${t('consumers.batchesInError', { count: errors, batches: format.number(errors) })}`}
      </span>
    </>
  )
}
