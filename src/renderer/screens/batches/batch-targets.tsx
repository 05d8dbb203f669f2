import { Alert, Group } from '@mantine/core'
import { textLine } from '../../../contract/text-line.ts'
import { useTranslation } from 'react-i18next'
import { slotOf } from '../../../planner/hash.ts'
import { useCall } from '../../backend/use-call.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { VirtualList } from '../../components/virtual-list.tsx'
import { useFormat } from '../../i18n/format.ts'
import { formatHash } from '../../stores/route.ts'

interface BatchTargetsProps {
  readonly batchId: number
  /** Of the task: with another one the list may be another one. */
  readonly epoch: number
  readonly count: number
}

/** What is in a batch: each target with its priority and its slot. */
export function BatchTargets({ batchId, epoch, count }: BatchTargetsProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { answer, problem } = useCall(
    'batch.targets',
    { batch_id: batchId },
    { dependsOn: [epoch], keeps: (_, [, params]) => params?.batch_id === batchId },
  )
  const targets = answer?.targets ?? null
  return (
    <section className="bd-stack-8">
      <Group justify="space-between">
        <span className="bd-label">
          {t('batches.targets')} · {format.number(count)}
        </span>
        {targets && (
          <CopyButton
            text={targets.map(({ target }) => textLine(target)).join('\n')}
            label={t('batches.copyTargets')}
          />
        )}
      </Group>
      {problem !== null && <Alert color="red">{problem}</Alert>}
      {!targets && problem === null && <LoadingState />}
      {targets && (
        <VirtualList
          label={t('batches.targetsOf', { id: batchId })}
          items={targets}
          itemKey={({ target }) => target}
          rowHeight={24}
          maxHeight={360}
          header={
            <div className="bd-row bd-dim bd-target-row">
              <span>{t('batches.target')}</span>
              <span>{t('batches.priority')}</span>
              <span data-align="right">{t('batches.slot')}</span>
            </div>
          }
        >
          {({ target, priority }) => (
            <div className="bd-row bd-target-row">
              <span className="bd-mono" title={target}>
                {target}
              </span>
              <span className={priority === 'medium' ? 'bd-dim' : undefined}>{t(`priority.${priority}`)}</span>
              <span data-align="right">
                <a className="bd-link" href={formatHash('slots', { slot: String(slotOf(target)) })}>
                  {slotOf(target)}
                </a>
              </span>
            </div>
          )}
        </VirtualList>
      )}
    </section>
  )
}
