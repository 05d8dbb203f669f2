import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { setParams, useParam } from '../../stores/route.ts'
import { AppearancePart } from './appearance-part.tsx'
import { ServerPart } from './server-part.tsx'
import { TaskPart } from './task-part.tsx'

const parts = ['task', 'server', 'appearance'] as const

/** The options of a task, what the server runs with, and how the console looks. */
export function SettingsView() {
  const { t } = useTranslation()
  const chosen = useParam('part')
  const part = parts.find((name) => name === chosen) ?? 'task'
  return (
    <div className="bd-view">
      <div className="bd-view-head">
        <h1>{t('view.settings')}</h1>
        <SegmentedControl
          aria-label={t('settings.part')}
          value={part}
          onChange={(value) => setParams({ part: value === 'task' ? '' : value })}
          data={parts.map((value) => ({ value, label: t(`settings.${value}`) }))}
        />
      </div>
      {part === 'task' && <TaskPart />}
      {part === 'server' && <ServerPart />}
      {part === 'appearance' && <AppearancePart />}
    </div>
  )
}
