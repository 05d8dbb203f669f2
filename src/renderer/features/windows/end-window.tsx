import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../../backend/use-command.ts'
import { ConfirmButtons } from '../../components/confirm-buttons.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { showToast } from '../../components/toast.tsx'
import { useFleetData } from '../../stores/fleet.ts'
import { useWindowWords } from './use-window-words.ts'

/** `[MW-1]` `[UI-5]` The end of a window before its time: says what follows of it, and asks once. */
export function EndWindowDialog({ windowId, onClose }: { windowId: number; onClose: () => void }) {
  const { t } = useTranslation()
  const words = useWindowWords()
  const window = useFleetData(({ windows }) => windows.find(({ window_id }) => window_id === windowId))
  const [isRunning, end] = useCommand('windows.end')
  // It may have ended by itself while this stood here.
  if (!window) return null
  const { active, mutes, holds, scope, cron } = window
  return (
    <Dialog onClose={onClose} title={t(`windows.endTitle.${holds ? 'maintenance' : 'silence'}`)} size="md">
      <div className="bd-stack-12">
        <Text size="md">
          {words.effect(window)} · {words.whom(scope)}
        </Text>
        <span>
          {active && mutes && `${t('windows.endMutes')} `}
          {active && holds && `${t('windows.endHolds')} `}
          {!active && `${t('windows.endPlanned')} `}
          {cron !== null && t('windows.endRepeating')}
        </span>
        <ConfirmButtons
          label={t(active ? 'windows.endNow' : 'windows.cancelIt')}
          isRunning={isRunning}
          onCancel={onClose}
          onConfirm={() =>
            end({ window_id: windowId }, () => {
              onClose()
              showToast((say) => say('windows.ended'))
            })
          }
        />
      </div>
    </Dialog>
  )
}
