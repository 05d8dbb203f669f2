import { Alert } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BatchView } from '../../../core/views.ts'
import { useBackend, wordsOf } from '../../backend/context.tsx'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { DetailDrawer, Facts } from '../../components/detail-drawer.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { LoadingState } from '../../components/state-views.tsx'
import { BatchStatusBadge } from '../../components/status-badge.tsx'
import { formatHash } from '../../stores/route.ts'
import { RecentEvents } from '../events/recent-events.tsx'

export function BatchDetail({ batch }: { batch: BatchView }) {
  const { t } = useTranslation()
  const none = t('common.none')
  return (
    <DetailDrawer title={`${t('batches.id')} ${batch.batch_id}`}>
      {!batch.planned && (
        <span className="bd-dim">{t(batch.stale ? 'batches.staleHint' : 'batches.unplannedHint')}</span>
      )}
      <Facts
        facts={[
          [t('batches.status'), <BatchStatusBadge key="status" status={batch.status} />],
          [t('batches.progress'), `${batch.progress} %`],
          [
            t('batches.consumer'),
            batch.consumer_id === null ? (
              t('common.nobody')
            ) : (
              <a
                key="consumer"
                href={formatHash('consumers', { open: batch.consumer_id })}
                style={{ color: 'var(--bd-accent)', textDecoration: 'none' }}
              >
                <ConsumerName id={batch.consumer_id} />
              </a>
            ),
          ],
          [t('batches.updated'), batch.updated_at === null ? none : <RelativeTime key="at" at={batch.updated_at} />],
          [t('batches.message'), batch.message || none],
        ]}
      />
      <RecentEvents key={`events of ${batch.batch_id}`} of={{ batch_id: batch.batch_id }} />
      {batch.planned && <Targets key={batch.batch_id} batchId={batch.batch_id} count={batch.targets} />}
    </DetailDrawer>
  )
}

function Targets({ batchId, count }: { batchId: number; count: number }) {
  const { t } = useTranslation()
  const backend = useBackend()
  const [targets, setTargets] = useState<readonly string[] | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  // The count changes with the epoch: then the list is another one.
  useEffect(() => {
    backend.call('batch.targets', { batch_id: batchId }).then(
      (answer) => setTargets(answer.targets),
      (error: unknown) => setProblem(wordsOf(error)),
    )
  }, [backend, batchId, count])
  return (
    <section style={{ display: 'grid', gap: 8 }}>
      <div style={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between' }}>
        <span className="bd-label">
          {t('batches.targets')} ({count})
        </span>
        {targets && <CopyButton text={targets.join('\n')} label={t('batches.copyTargets')} />}
      </div>
      {problem !== null && <Alert color="red">{problem}</Alert>}
      {!targets && problem === null && <LoadingState />}
      {targets && (
        <pre
          className="bd-code"
          tabIndex={0}
          aria-label={t('batches.targetsOf', { id: batchId })}
          style={{ maxHeight: 420 }}
        >
          {targets.join('\n')}
        </pre>
      )}
    </section>
  )
}
