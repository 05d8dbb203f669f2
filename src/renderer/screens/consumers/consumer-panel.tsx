import { Button, SegmentedControl } from '@mantine/core'
import { IconTool } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import type { OpenRow } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { PanelHead } from '../../components/panel-head.tsx'
import { useNow } from '../../components/relative-time.tsx'
import { SidePanel } from '../../components/side-panel.tsx'
import { actionIcons } from '../../features/consumer-actions/action-icons.ts'
import { ActionDialog } from '../../features/consumer-actions/action-panel.tsx'
import { appliesTo } from '../../features/consumer-actions/consumer-actions.ts'
import { RecentEvents } from '../../features/events/recent-events.tsx'
import { NoteList } from '../../features/notes/note-list.tsx'
import { maintenanceOf } from '../../features/windows/maintenance-of.ts'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { type ConsumerAction, consumerActions, openDialog } from '../../stores/dialog.ts'
import { setParams, useParam } from '../../stores/route.ts'
import { useLink, useTask } from '../../stores/scope.ts'
import { ConsumerAlerts } from './consumer-alerts.tsx'
import { ConsumerBatches } from './consumer-batches.tsx'
import { ConsumerFacts } from './consumer-facts.tsx'
import { ConsumerHistory } from './consumer-history.tsx'
import { ConsumerRollouts } from './consumer-rollouts.tsx'
import type { ConsumerRow } from './consumer-rows.ts'
import { ConsumerSessions } from './consumer-sessions.tsx'
import { ConsumerLog } from './log/consumer-log.tsx'
import { WhyBox } from './why-box.tsx'

interface ConsumerPanelProps {
  readonly row: ConsumerRow
  readonly list: OpenRow
}

/** One consumer beside the list: what is wrong first, then what it is, how it came to that, and what can be done. */
export function ConsumerPanel({ row, list }: ConsumerPanelProps) {
  const { t } = useTranslation()
  const canAct = useCanAct()
  const { consumer_id: id, labels } = row.consumer
  const isLog = useParam('tab') === 'log'
  return (
    <SidePanel
      label={`${t('consumers.id')} ${id}`}
      onClose={list.onClose}
      onStep={list.place && list.onStep}
      header={<PanelHead label={t('consumers.id')} {...list} />}
      footer={canAct && <Actions key={id} row={row} onGone={list.onClose} />}
    >
      <div className="bd-consumer-title">
        <h2>
          <ConsumerName id={id} />
        </h2>
        <CopyButton text={id} />
        <span className="bd-spacer" />
        {typeof row.consumer.held_until === 'number' && <HeldTag until={row.consumer.held_until} />}
        {Object.entries(labels).map(([name, value]) => (
          <span key={name} className="bd-tag" title={`${name}=${value}`}>
            {value === '' ? name : `${name} ${value}`}
          </span>
        ))}
      </div>
      <Parts isLog={isLog} />
      {isLog ? (
        <ConsumerLog key={`log ${id}`} consumer={row.consumer} />
      ) : (
        <>
          <WhyBox row={row} />
          <ConsumerAlerts key={`alerts ${id}`} consumerId={id} />
          <ConsumerFacts row={row} />
          <ConsumerHistory row={row} />
          <ConsumerBatches row={row} />
          <ConsumerRollouts consumerId={id} />
          <ConsumerSessions key={`sessions ${id}`} consumerId={id} />
          <NoteList key={`notes ${id}`} about={{ consumer_id: id }} />
          <RecentEvents key={`events ${id}`} consumerId={id} />
        </>
      )}
    </SidePanel>
  )
}

/** `[UI-8]` Everything about it, or its log; the address says which, and the next row shows the same. */
function Parts({ isLog }: { isLog: boolean }) {
  const { t } = useTranslation()
  return (
    // What clips its content is left no height by a grid that scrolls: not so what is around it.
    <div>
      <SegmentedControl
        aria-label={t('consumers.parts')}
        value={isLog ? 'log' : 'details'}
        onChange={(value) => setParams({ tab: value === 'log' ? 'log' : '', find: '', level: '' })}
        data={[
          { value: 'details', label: t('consumers.details') },
          { value: 'log', label: t('log.label') },
        ]}
      />
    </div>
  )
}

/** `[MW-2]` Until when maintenance keeps its slots. */
function HeldTag({ until }: { until: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  return (
    <a className="bd-tag bd-tag-held" title={format.exact(until)} href={link('settings', { part: 'windows' })}>
      <IconTool size={12} aria-hidden />
      {t('windows.heldUntil', { time: format.minute(until, useNow()) })}
    </a>
  )
}

/** An address may name a consumer that was dismissed or forgotten meanwhile, or never was (UI-4). */
export function MissingConsumer({ id, list }: { id: string; list: OpenRow }) {
  const { t } = useTranslation()
  const link = useLink()
  return (
    <SidePanel
      label={`${t('consumers.id')} ${id}`}
      onClose={list.onClose}
      onStep={null}
      header={<PanelHead label={t('consumers.id')} {...list} />}
    >
      <EmptyState title={t('consumers.missing', { id })} hint={t('consumers.missingHint')}>
        <a className="bd-anchor" href={link('events', { consumer: id })}>
          {t('events.ofIt')}
        </a>
      </EmptyState>
    </SidePanel>
  )
}

/** `[UI-5]` What can be done with it; each says what it would do before it does it. */
function Actions({ row: { consumer }, onGone }: { row: ConsumerRow; onGone: () => void }) {
  const { t } = useTranslation()
  const hasEpoch = (useTask()?.epoch ?? 0) > 0
  const [asked, setAsked] = useState<ConsumerAction | null>(null)
  return (
    <>
      {consumerActions
        .filter((action) => appliesTo(action, consumer) && (action !== 'reload' || hasEpoch))
        .map((action) => {
          const Icon = actionIcons[action]
          return (
            <Button key={action} variant="default" leftSection={<Icon size={14} />} onClick={() => setAsked(action)}>
              {t(`action.do.${action}`)}
            </Button>
          )
        })}
      <Button
        variant="default"
        leftSection={<IconTool size={14} />}
        onClick={() => openDialog({ kind: 'window', about: maintenanceOf([consumer.consumer_id], new Map()) })}
      >
        {t('windows.maintenance')}
      </Button>
      {asked !== null && (
        <ActionDialog
          action={asked}
          ids={[consumer.consumer_id]}
          onClose={() => setAsked(null)}
          onDone={() => asked === 'dismiss' && onGone()}
        />
      )}
    </>
  )
}
