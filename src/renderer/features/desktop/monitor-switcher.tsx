import { Button, Menu } from '@mantine/core'
import { IconCheck, IconChevronDown, IconPlugConnected, IconServerBolt, IconSettings } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { KnownMonitor } from '../../../contract/desktop-monitors.ts'
import { useAction } from '../../backend/use-command.ts'
import { openConnectDialog } from '../../stores/connect-dialog.ts'
import { showMonitor, useDesktop } from '../../stores/desktop.ts'
import { goTo } from '../../stores/scope.ts'
import { MonitorMark } from './monitor-mark.tsx'
import { SeenAgo } from './seen-ago.tsx'
import { gravestOf, needsSignIn, useHealthText, useMonitorLabel, useMonitors } from './use-monitors.ts'

/** `[DT-19]` Which monitor the window shows, and how the others are; nothing where the app's own is the only one. */
export function MonitorSwitcher() {
  const { t } = useTranslation()
  const attached = useDesktop(({ state }) => state?.attached ?? null)
  const monitors = useMonitors()
  const labelOf = useMonitorLabel()
  const [isRunning, run] = useAction()
  const shown = monitors.find(({ id }) => id === attached)
  if (!shown || monitors.length < 2) return null
  const label = labelOf(shown)
  const troubles = monitors.filter((one) => one !== shown && isTrouble(one)).length
  const others = troubles > 0 ? t('monitors.elsewhere', { count: troubles }) : ''
  return (
    <Menu position="bottom-start" width={380} loop>
      <Menu.Target>
        <Button
          className="bd-picker bd-monitor-picker"
          variant={attached === null ? 'default' : 'light'}
          loading={isRunning}
          data-shortcut="monitor"
          leftSection={<IconServerBolt size={14} aria-hidden />}
          rightSection={<IconChevronDown size={12} aria-hidden />}
          aria-label={[t('connect.shown', { url: label }), others].filter((words) => words !== '').join(', ')}
          title={[shown.url, others].filter((words) => words !== '').join('\n') || label}
        >
          <span className="bd-truncate">{label}</span>
          {troubles > 0 && <span className="bd-elsewhere" aria-hidden />}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className="bd-monitor-menu">
        {/* What is done with them stays in sight however many there are. */}
        <div className="bd-monitor-items">
          {monitors.map((monitor) => (
            <MonitorItem
              key={monitor.id ?? ''}
              monitor={monitor}
              isShown={monitor === shown}
              choose={() => {
                if (needsSignIn(monitor.health) && monitor !== shown) openConnectDialog(monitor)
                else if (monitor !== shown) void run(() => showMonitor(monitor.id))
              }}
            />
          ))}
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconPlugConnected size={14} />} onClick={() => openConnectDialog()}>
          {t('connect.open')}
        </Menu.Item>
        <Menu.Item leftSection={<IconSettings size={14} />} onClick={() => goTo('settings', { part: 'desktop' })}>
          {t('monitors.manage')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

interface MonitorItemProps {
  readonly monitor: KnownMonitor
  readonly isShown: boolean
  readonly choose: () => void
}

function MonitorItem({ monitor, isShown, choose }: MonitorItemProps) {
  const labelOf = useMonitorLabel()
  const healthText = useHealthText()
  const { health } = monitor
  return (
    <Menu.RadioItem
      value={monitor.id ?? ''}
      checked={isShown}
      closeMenuOnClick
      checkIcon={<IconCheck size={14} aria-hidden />}
      onChange={choose}
    >
      <span className="bd-monitor-item">
        <MonitorMark health={health} />
        <span className="bd-truncate" title={monitor.url}>
          {labelOf(monitor)}
        </span>
        <span className={health.standing === 'live' ? 'bd-truncate' : 'bd-truncate bd-dim'}>
          {healthText(health)}
          <SeenAgo health={health} />
        </span>
      </span>
    </Menu.RadioItem>
  )
}

/** What somebody should look at though another monitor is shown. */
function isTrouble({ health }: KnownMonitor): boolean {
  if (health.standing === 'live') return gravestOf(health)?.severity !== undefined
  return health.standing === 'lost' || health.standing === 'held'
}
