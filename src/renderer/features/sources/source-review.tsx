import { Button, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { SourceResource } from '../../../contract/resources/source.ts'
import { useBackend } from '../../backend/context.ts'
import { useCommand } from '../../backend/use-command.ts'
import { showToast } from '../../components/toast.tsx'
import { PlanDialog } from '../plan-preview/plan-dialog.tsx'
import { showPublished } from '../plan-preview/published-toast.ts'
import { useSourceReview } from './use-source-review.ts'

interface SourceReviewProps {
  readonly source: SourceResource
  readonly taskName: string
  readonly onClose: () => void
}

/** `[SO-4]` What a source has found and would change, to be applied or dropped. */
export function SourceReview({ source, taskName, onClose }: SourceReviewProps) {
  const { t } = useTranslation()
  const backend = useBackend()
  const { task_id } = source
  const { plan, refresh, readAt } = useSourceReview(source)
  const [isDiscarding, discard] = useCommand('sources.discard')
  return (
    <PlanDialog
      title={t('source.reviewTitle', { task: taskName })}
      plan={plan}
      apply={(terms) => backend.call('sources.apply', { task_id, read_at: readAt, ...terms })}
      onFresh={refresh}
      onApplied={(done) =>
        showPublished(done, (say, { number }) =>
          say('targets.applied', { epoch: done.epoch, told: number(done.consumers_told.length) }),
        )
      }
      onClose={onClose}
      footer={
        <Group gap="sm" justify="space-between">
          <span className="bd-dim bd-grow">{t('source.discardHint')}</span>
          <Button
            flex="none"
            variant="default"
            loading={isDiscarding}
            onClick={() =>
              discard({ task_id }, () => {
                onClose()
                showToast((say) => say('source.discarded'))
              })
            }
          >
            {t('source.discard')}
          </Button>
        </Group>
      }
    />
  )
}
