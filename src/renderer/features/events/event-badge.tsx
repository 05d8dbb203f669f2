import {
  IconAlertTriangle,
  IconBell,
  IconBellOff,
  IconCheck,
  IconClock,
  IconCloudDownload,
  IconDatabase,
  IconGauge,
  IconGridDots,
  IconHeartbeat,
  IconHistory,
  IconNote,
  IconPlugConnected,
  IconPower,
  IconSend,
  IconUser,
  IconUserCog,
  IconUsers,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import type { EventType, EventResource } from '../../../contract/events.ts'
import { batchColor } from '../../components/status-badge.tsx'

const icons: Record<EventType, ComponentType<{ size?: number; 'aria-hidden'?: boolean }>> = {
  batch_status: IconGridDots,
  consumer_status: IconHeartbeat,
  member: IconUsers,
  epoch: IconHistory,
  reload_sent: IconSend,
  reload_ack: IconCheck,
  rollout: IconUser,
  session: IconPlugConnected,
  operator: IconUserCog,
  error: IconAlertTriangle,
  limit: IconGauge,
  alert: IconBell,
  storage: IconDatabase,
  source: IconCloudDownload,
  note: IconNote,
  window: IconBellOff,
  clock: IconClock,
  monitor: IconPower,
}

/** The type of an event where there is no room for its name: that stands in the tooltip and is read out. */
export function EventIcon({ event }: { event: EventResource }) {
  const { t } = useTranslation()
  const name = t(`eventType.${event.type}`)
  return (
    <span className="bd-icon" role="img" aria-label={name} title={name}>
      <EventGlyph event={event} />
    </span>
  )
}

/** `[UI-2]` What happened, by shape and colour; the words stand beside it. */
export function EventGlyph({ event }: { event: EventResource }) {
  const Icon = icons[event.type]
  return (
    <span className="bd-icon" style={{ color: colorOf(event) }}>
      <Icon size={14} aria-hidden />
    </span>
  )
}

function colorOf(event: EventResource): string {
  switch (event.type) {
    case 'batch_status':
      return batchColor(event.data.status)
    case 'consumer_status':
      return {
        online: 'var(--bd-completed)',
        suspect: 'var(--bd-suspect)',
        offline: 'var(--bd-suspect)',
        lost: 'var(--bd-lost)',
        gone: 'var(--bd-pending)',
      }[event.data.state]
    case 'member':
      return event.data.change === 'lost' ? 'var(--bd-lost)' : 'var(--bd-accent)'
    case 'epoch':
      return event.data.state === 'degraded' ? 'var(--bd-error)' : 'var(--bd-accent)'
    case 'rollout':
      return event.data.state === 'stuck' ? 'var(--bd-error)' : 'var(--bd-completed)'
    case 'session':
      return event.data.action === 'opened' ? 'var(--bd-pending)' : 'var(--bd-suspect)'
    case 'clock':
      return 'var(--bd-suspect)'
    case 'source':
      return {
        published: 'var(--bd-accent)',
        unchanged: 'var(--bd-pending)',
        discarded: 'var(--bd-pending)',
        waiting: 'var(--bd-suspect)',
        failed: 'var(--bd-error)',
      }[event.data.outcome]
    case 'operator':
      return event.data.outcome === 'ok' ? 'var(--bd-accent)' : 'var(--bd-error)'
    case 'error':
      return 'var(--bd-error)'
    case 'limit':
      return 'var(--bd-suspect)'
    case 'alert':
      return event.data.action === 'raised' ? 'var(--bd-suspect)' : 'var(--bd-completed)'
    case 'storage':
      return event.data.action === 'recovered' ? 'var(--bd-completed)' : 'var(--bd-error)'
    case 'note':
    case 'window':
      return 'var(--bd-accent)'
    case 'reload_sent':
    case 'reload_ack':
    case 'monitor':
      return 'var(--bd-pending)'
  }
}
