import { useTranslation } from 'react-i18next'
import type { ChannelResource } from '../../../../contract/resources/channel.ts'
import { useCommand } from '../../../backend/use-command.ts'
import { ConfirmButtons } from '../../../components/confirm-buttons.tsx'
import { Dialog } from '../../../components/dialog.tsx'
import { showToast } from '../../../components/toast.tsx'
import { useFormat } from '../../../i18n/format.ts'

interface DeleteChannelProps {
  readonly channel: ChannelResource
  readonly onClose: () => void
  readonly onDeleted: () => void
}

/** `[UI-5]` Asks once: its secrets are gone, and so is what waits for it. */
export function DeleteChannel({ channel: { name, waiting, failed }, onClose, onDeleted }: DeleteChannelProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [isRunning, remove] = useCommand('channels.delete')
  return (
    <Dialog onClose={onClose} title={t('channels.deleteTitle', { name })}>
      <div className="bd-stack-12">
        <span>
          {t('channels.deleteAsk')}{' '}
          {waiting + failed > 0 && t('channels.deleteDrops', { messages: format.number(waiting + failed) })}
        </span>
        <ConfirmButtons
          label={t('channels.deleteNow')}
          isRunning={isRunning}
          onCancel={onClose}
          onConfirm={() =>
            remove({ name }, () => {
              onClose()
              onDeleted()
              showToast((say) => say('channels.deleted', { name }))
            })
          }
        />
      </div>
    </Dialog>
  )
}
