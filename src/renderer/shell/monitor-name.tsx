import { Button, Menu } from '@mantine/core'
import { IconArrowBackUp, IconChevronDown, IconPlugConnected, IconServerBolt } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useAction } from '../backend/use-command.ts'
import { openConnectDialog } from '../stores/connect-dialog.ts'
import { showOwnMonitor, useDesktop } from '../stores/desktop.ts'

/** Which other monitor the window is attached to, and the way back; nothing where it is the app's own. */
export function MonitorName() {
  const { t } = useTranslation()
  const attached = useDesktop(({ state }) => state?.attached ?? null)
  const [isRunning, run] = useAction()
  if (attached === null) return null
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          variant="light"
          loading={isRunning}
          leftSection={<IconServerBolt size={14} />}
          rightSection={<IconChevronDown size={12} />}
          aria-label={t('connect.shown', { url: attached })}
          title={attached}
          flex="0 1 auto"
          miw={90}
          classNames={{ label: 'bd-truncate' }}
        >
          {attached.replace(/^https?:\/\//, '')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconArrowBackUp size={14} />} onClick={() => void run(showOwnMonitor)}>
          {t('desktop.back')}
        </Menu.Item>
        <Menu.Item leftSection={<IconPlugConnected size={14} />} onClick={() => openConnectDialog()}>
          {t('connect.open')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
