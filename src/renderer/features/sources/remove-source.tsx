import { Button, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { SourceResource } from '../../../contract/resources/source.ts'
import { useCommand } from '../../backend/use-command.ts'
import { Dialog } from '../../components/dialog.tsx'
import { showToast } from '../../components/toast.tsx'

/** Asks once: what the source has brought stays. */
export function RemoveSource({ source, onClose }: { source: SourceResource; onClose: () => void }) {
  const { t } = useTranslation()
  const [isRunning, remove] = useCommand('sources.delete')
  const { task_id, where } = source
  return (
    <Dialog onClose={onClose} title={t('source.removeTitle')}>
      <div className="bd-stack-12">
        <span className="bd-wrap">{t('source.removeHint', { where })}</span>
        <Group gap="sm" justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            color="red"
            autoFocus
            loading={isRunning}
            onClick={() =>
              remove({ task_id }, () => {
                onClose()
                showToast((say) => say('source.removed'))
              })
            }
          >
            {t('source.removeTitle')}
          </Button>
        </Group>
      </div>
    </Dialog>
  )
}
