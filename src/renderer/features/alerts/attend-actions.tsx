import { Button, Menu } from '@mantine/core'
import { IconCheck, IconChevronDown } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { monitorNow } from '../../components/relative-time.tsx'
import { useFormat } from '../../i18n/format.ts'
import { openDialog } from '../../stores/dialog.ts'
import { silenceLike } from '../windows/silence-like.ts'
import type { AlertRow } from './alert-rows.ts'
import { nextMorning, snoozeSpans } from './snooze-times.ts'
import type { Attend } from './use-attend.ts'

interface AttendActionsProps {
  readonly row: AlertRow
  readonly attend: Attend
  readonly onLeave?: () => void
}

/** `[AL-6]` Who looks after an alert, or when it comes back: one click each. What is left to do of those that need nobody. */
export function AttendActions({ row, attend, onLeave }: AttendActionsProps) {
  const { t } = useTranslation()
  const { ids, stand, kind } = row
  const more = (run: () => void) => () => {
    onLeave?.()
    run()
  }
  const button = (label: string, run: () => void) => (
    <Button size="compact-xs" variant="default" disabled={attend.isRunning} onClick={run}>
      {label}
    </Button>
  )
  if (stand === 'acknowledged') {
    return (
      <>
        {button(
          t('attend.sayWhy'),
          more(() => openDialog({ kind: 'acknowledge', alerts: ids })),
        )}
        {button(t('attend.unacknowledge'), () => void attend.unacknowledge(ids))}
      </>
    )
  }
  return (
    <>
      {/* To hold is to acknowledge: nothing moves (BR-1). */}
      {kind === 'mass_loss' ? (
        button(t('brake.hold'), () => void attend.acknowledge(ids, '', (say) => say('brake.held')))
      ) : (
        <Button
          size="compact-xs"
          variant="default"
          className="bd-acknowledge"
          leftSection={<IconCheck size={13} />}
          disabled={attend.isRunning}
          onClick={() => void attend.acknowledge(ids)}
        >
          {t('attend.acknowledge')}
        </Button>
      )}
      {stand === 'snoozed' && button(t('attend.endSnooze'), () => void attend.snooze(ids, null))}
      {stand === 'open' && <SnoozeMenu row={row} attend={attend} more={more} />}
    </>
  )
}

interface SnoozeMenuProps extends Pick<AttendActionsProps, 'row' | 'attend'> {
  readonly more: (run: () => void) => () => void
}

function SnoozeMenu({ row, attend, more }: SnoozeMenuProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { ids } = row
  const morning = nextMorning(monitorNow())
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <Button
          size="compact-xs"
          variant="default"
          disabled={attend.isRunning}
          rightSection={<IconChevronDown size={13} />}
        >
          {t('attend.snooze')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {snoozeSpans.map((span) => (
          <Menu.Item key={span} onClick={() => void attend.snooze(ids, Math.round(monitorNow()) + span)}>
            {t('attend.for', { time: format.duration(span) })}
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => void attend.snooze(ids, morning)}>
          {t('attend.untilTime', { time: format.minute(morning, morning) })}
        </Menu.Item>
        <Menu.Item onClick={more(() => openDialog({ kind: 'snooze', alerts: ids }))}>{t('attend.custom')}</Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={more(() => openDialog({ kind: 'window', about: silenceLike(row) }))}>
          {t('windows.silenceLike')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
