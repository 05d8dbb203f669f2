import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { WindowResource } from '../../../contract/resources/window.ts'
import { DataTable } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { useCanAct } from '../../stores/can-act.ts'
import { openDialog } from '../../stores/dialog.ts'
import { useFleet, useFleetData } from '../../stores/fleet.ts'
import { openRow, setParams, useParam } from '../../stores/route.ts'
import { MissingWindow, WindowPanel } from './window-panel.tsx'
import { useWindowColumns } from './use-window-columns.tsx'

/** What is open now stands first, then what comes; in order of their ends, and of their beginnings. */
const groups = { of: ({ active }: WindowResource) => (active ? 'active' : 'coming'), order: ['active', 'coming'] }

/** `[MW-1]` Silences and maintenance: those that are open, those to come, and those that come again and again. */
export function WindowsPart() {
  const { t } = useTranslation()
  const canAct = useCanAct()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const windows = useFleetData((data) => data.windows)
  const open = useParam('open')
  const opened = windows.find(({ window_id }) => String(window_id) === open)
  const make = canAct && (
    <Button
      leftSection={<IconPlus size={14} />}
      disabled={!isLive}
      onClick={() => openDialog({ kind: 'window', about: { mutes: true, holds: false, scope: {} } })}
    >
      {t('windows.make')}
    </Button>
  )
  return (
    <>
      <div className="bd-screen-head">
        <span className="bd-label bd-grow">{t('windows.intro')}</span>
        {make}
      </div>
      <DataTable
        label={t('settings.windows')}
        rows={windows}
        columns={useWindowColumns()}
        leaving={['by', 'why', 'alerts']}
        groups={{ ...groups, renderHead: (group) => <strong>{t(`windows.group.${group as 'active'}`)}</strong> }}
        rowId={({ window_id }) => String(window_id)}
        openId={open}
        onOpen={({ window_id }) => openRow(String(window_id))}
        onClose={() => setParams({ open: '' })}
        renderPanel={(list) => (opened ? <WindowPanel window={opened} list={list} /> : <MissingWindow list={list} />)}
        exportName="windows"
        empty={<EmptyState title={t('windows.empty')} hint={t('windows.emptyHint')} />}
      />
    </>
  )
}
