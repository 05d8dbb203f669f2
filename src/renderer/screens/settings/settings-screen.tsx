import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useManagesTokens } from '../../stores/can-act.ts'
import { useDesktop } from '../../stores/desktop.ts'
import { setParams, useParam } from '../../stores/route.ts'
import { AccessPart } from './access-part.tsx'
import { AppearancePart } from './appearance-part.tsx'
import { BackupsPart } from './backups-part.tsx'
import { ChannelsPart } from './channels/channels-part.tsx'
import { DesktopPart } from './desktop-part.tsx'
import { ServerPart } from './server-part.tsx'
import { TaskPart } from './task-part.tsx'
import { WindowsPart } from './windows-part.tsx'

const parts = ['task', 'channels', 'windows', 'server', 'backups', 'access', 'appearance', 'desktop'] as const

/** The options of a task, what the server runs with, how the console looks, and what the app around it does. */
export function SettingsScreen() {
  const { t } = useTranslation()
  const desktop = useDesktop(({ state }) => state)
  const managesTokens = useManagesTokens()
  const shown = parts.filter((name) => (name !== 'desktop' || desktop !== null) && (name !== 'access' || managesTokens))
  const chosen = useParam('part')
  const part = shown.find((name) => name === chosen) ?? 'task'
  return (
    <div className="bd-screen">
      <div className="bd-screen-head">
        <SegmentedControl
          aria-label={t('settings.part')}
          value={part}
          onChange={(value) => setParams({ part: value === 'task' ? '' : value, open: '' })}
          data={shown.map((value) => ({ value, label: t(`settings.${value}`) }))}
        />
      </div>
      {part === 'task' && <TaskPart />}
      {part === 'channels' && <ChannelsPart />}
      {part === 'windows' && <WindowsPart />}
      {part === 'server' && <ServerPart />}
      {part === 'backups' && <BackupsPart />}
      {part === 'access' && <AccessPart />}
      {part === 'appearance' && <AppearancePart />}
      {part === 'desktop' && desktop && <DesktopPart desktop={desktop} />}
    </div>
  )
}
