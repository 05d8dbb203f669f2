import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { HelpLink } from '../../features/help/help-link.tsx'
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

/** What the documentation says of each: a page, and the heading on it. */
const help: Readonly<Record<(typeof parts)[number], { readonly page: string; readonly at?: string }>> = {
  task: { page: 'console', at: 'settings' },
  channels: { page: 'channels' },
  windows: { page: 'console', at: 'alerts-acknowledge-snooze-silence' },
  server: { page: 'settings' },
  backups: { page: 'backup' },
  access: { page: 'access' },
  appearance: { page: 'console', at: 'settings' },
  desktop: { page: 'desktop' },
}

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
        <HelpLink {...help[part]} about={t(`settings.${part}`)} />
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
