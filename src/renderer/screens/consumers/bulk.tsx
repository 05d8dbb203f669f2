import { Button, Group } from '@mantine/core'
import { IconTool, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actionIcons } from '../../features/consumer-actions/action-icons.ts'
import { ActionDialog } from '../../features/consumer-actions/action-panel.tsx'
import { applicable } from '../../features/consumer-actions/consumer-actions.ts'
import { useFormat } from '../../i18n/format.ts'
import { maintenanceOf } from '../../features/windows/maintenance-of.ts'
import { type ConsumerAction, consumerActions, openDialog } from '../../stores/dialog.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { useTask } from '../../stores/scope.ts'

/** What can be done with all that are ticked, whether the filter shows them or not. It has its place before any is. */
export function Bulk({ ids, onClear }: { ids: ReadonlySet<string>; onClear: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const consumers = useFleetData((data) => data.consumers)
  const hasEpoch = (useTask()?.epoch ?? 0) > 0
  const [asked, setAsked] = useState<{ action: ConsumerAction; ids: readonly string[] } | null>(null)
  const known = [...ids].filter((id) => consumers.has(id))
  return (
    <Group flex={1} miw={0} gap={6} wrap="nowrap">
      {known.length === 0 ? (
        <span className="bd-dim bd-truncate bd-wide-only">{t('consumers.tickHint')}</span>
      ) : (
        <>
          <strong>{t('consumers.selected', { count: format.number(known.length) as never })}</strong>
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
          <Button
            variant="default"
            leftSection={<IconTool size={14} />}
            onClick={() => openDialog({ kind: 'window', about: maintenanceOf(known, consumers) })}
          >
            {t('windows.maintenance')}
          </Button>
          <Button variant="subtle" color="gray" leftSection={<IconX size={14} />} onClick={onClear}>
            {t('consumers.clearSelection')}
          </Button>
        </>
      )}
      {asked && <ActionDialog {...asked} onClose={() => setAsked(null)} onDone={onClear} />}
    </Group>
  )
}
