import { Button, Group, Select } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { memo, useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ColumnMenu, useShownColumns } from '../../components/column-menu.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { FilterInput, NothingMatches } from '../../components/filter-input.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import type { FleetData } from '../../../console/fleet-data.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { setParams, useParam, useSortParam } from '../../stores/route.ts'
import { goTo, useTask } from '../../stores/scope.ts'
import { actionIcons } from '../../features/consumer-actions/action-icons.ts'
import { ActionDialog } from '../../features/consumer-actions/action-panel.tsx'
import { applicable } from '../../features/consumer-actions/consumer-actions.ts'
import { ConsumerDetail } from './consumer-detail.tsx'
import { type ConsumerRow, consumerRows, isIn, matches, type StateFilter, stateFilters } from './consumer-rows.ts'
import { type ConsumerAction, consumerActions } from '../../stores/dialog.ts'
import { useColumns } from './use-columns.tsx'

/**
 * Every consumer: whether it is alive, what it has, how far it is. What changes of a large fleet is rendered between frames,
 * so that scrolling does not wait for it.
 */
export function ConsumersScreen() {
  const consumers = useDeferredValue(useFleetData((data) => data.consumers))
  const batches = useDeferredValue(useFleetData((data) => data.batches))
  const unplanned = useDeferredValue(useFleetData((data) => data.unplanned))
  const rollouts = useDeferredValue(useFleetData((data) => data.rollouts))
  return <Consumers consumers={consumers} batches={batches} unplanned={unplanned} rollouts={rollouts} />
}

type ConsumersProps = Pick<FleetData, 'consumers' | 'batches' | 'unplanned' | 'rollouts'>

const Consumers = memo(function Consumers({ consumers, batches, unplanned, rollouts }: ConsumersProps) {
  const { t } = useTranslation()
  const state = useParam('state')
  const query = useParam('q')
  const open = useParam('open')
  const canAct = useCanAct()
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const rows = useMemo(
    () => consumerRows({ consumers, batches, unplanned, rollouts }),
    [consumers, batches, unplanned, rollouts],
  )
  const shown = useMemo(() => rows.filter((row) => matches(row, state, query)), [rows, state, query])
  const all = useColumns()
  const columns = useShownColumns('consumers', all)
  const opened = rows.find(({ consumer }) => consumer.consumer_id === open)
  return (
    <div className="bd-screen">
      <div className="bd-screen-head">
        <StateSelect rows={rows} state={state} />
        <FilterInput shown={shown.length} total={rows.length} />
        <span className="bd-spacer" />
        <ColumnMenu table="consumers" columns={all} />
      </div>
      <DataTable
        label={t('screen.consumers')}
        rows={shown}
        columns={columns}
        sort={useSortParam()}
        rowId={({ consumer }) => consumer.consumer_id}
        openId={open}
        onOpen={({ consumer }) => setParams({ open: consumer.consumer_id })}
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
      {opened && <ConsumerDetail key={open} row={opened} />}
    </div>
  )
})

/** The states, and what a consumer may be beside them, each with how many there are. */
function StateSelect({ rows, state }: { rows: readonly ConsumerRow[]; state: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words: Record<StateFilter, string> = {
    online: t('state.online'),
    suspect: t('state.suspect'),
    offline: t('state.offline'),
    lost: t('state.lost'),
    away: `${t('state.offline')} + ${t('state.lost')}`,
    behind: t('consumers.epochBehind'),
    drained: t('consumers.drained'),
    flapping: t('consumers.flapping'),
    stuck: t('consumers.stuck'),
    tooSlow: t('consumers.tooSlow'),
  }
  const counted = (filter: string) => format.number(rows.filter((row) => isIn(row, filter)).length)
  return (
    <Select
      size="xs"
      w={190}
      aria-label={t('consumers.state')}
      allowDeselect={false}
      maxDropdownHeight={360}
      value={stateFilters.find((filter) => filter === state) ?? 'all'}
      onChange={(value) => setParams({ state: value === 'all' ? '' : (value ?? '') })}
      data={[
        { value: 'all', label: `${t('consumers.anyState')} · ${format.number(rows.length)}` },
        ...stateFilters.map((value) => ({ value, label: `${words[value]} · ${counted(value)}` })),
      ]}
    />
  )
}

/** What can be done with all that are ticked, whether the filter shows them or not. It has its place before any is. */
function Bulk({ ids, onClear }: { ids: ReadonlySet<string>; onClear: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const consumers = useFleetData((data) => data.consumers)
  const hasEpoch = (useTask()?.epoch ?? 0) > 0
  const [asked, setAsked] = useState<{ action: ConsumerAction; ids: readonly string[] } | null>(null)
  const known = [...ids].filter((id) => consumers.has(id))
  return (
    <Group flex={1} miw={0} gap={6} wrap="nowrap">
      {known.length === 0 ? (
        <span className="bd-dim bd-truncate">{t('consumers.tickHint')}</span>
      ) : (
        <>
          <span>{t('consumers.selected', { count: format.number(known.length) as never })}</span>
          {consumerActions.map((action) => {
            const Icon = actionIcons[action]
            const count = action === 'reload' && !hasEpoch ? 0 : applicable(action, known, consumers).length
            return (
              <Button
                key={action}
                variant="default"
                disabled={count === 0}
                leftSection={<Icon size={14} />}
                onClick={() => setAsked({ action, ids: known })}
              >
                {t(`action.do.${action}`)}
              </Button>
            )
          })}
          <Button variant="subtle" color="gray" leftSection={<IconX size={14} />} onClick={onClear}>
            {t('consumers.clearSelection')}
          </Button>
        </>
      )}
      {asked && <ActionDialog {...asked} onClose={() => setAsked(null)} onDone={onClear} />}
    </Group>
  )
}
