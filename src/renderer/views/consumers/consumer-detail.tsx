import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAction, useBackend } from '../../backend/context.tsx'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { DetailDrawer, Facts } from '../../components/detail-drawer.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { batchColor, BatchStatusBadge, ConsumerStateBadge } from '../../components/status-badge.tsx'
import { useFormat } from '../../format.ts'
import { goTo, setParams } from '../../stores/route.ts'
import { useTask } from '../../stores/selected-task.ts'
import type { ConsumerRow } from './consumer-rows.ts'

const SHOWN = 200

export function ConsumerDetail({ row }: { row: ConsumerRow }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { consumer, batches } = row
  const none = t('common.none')
  const labels = Object.entries(consumer.labels).map(([name, value]) => `${name}=${value}`)
  return (
    <DetailDrawer
      title={
        <Group gap={4} wrap="nowrap">
          <ConsumerName id={consumer.consumer_id} />
          <CopyButton text={consumer.consumer_id} />
        </Group>
      }
    >
      <Actions row={row} />
      <Facts
        facts={[
          [t('consumers.state'), <ConsumerStateBadge key="state" state={consumer.state} />],
          [t('consumers.heard'), <RelativeTime key="heard" at={consumer.last_seen_at} />],
          [
            t('consumers.connected'),
            consumer.connected_at === null ? none : <RelativeTime key="connected" at={consumer.connected_at} />,
          ],
          [t('consumers.slots'), format.number(consumer.slots)],
          [t('consumers.targets'), format.number(consumer.targets)],
          [t('consumers.epoch'), row.isBehind ? t('consumers.behind') : t('consumers.current')],
          [t('consumers.address'), consumer.remote ?? none],
          [t('consumers.host'), consumer.hostname ?? none],
          [t('consumers.process'), consumer.pid ?? none],
          [t('consumers.version'), consumer.version ?? none],
          [t('consumers.skew'), consumer.clock_skew === null ? none : format.duration(consumer.clock_skew)],
          [t('consumers.labels'), labels.join(', ') || none],
          [
            t('consumers.session'),
            <span key="session" className="bd-mono">
              {consumer.session_id ?? none}
            </span>,
          ],
        ]}
      />
      <section>
        <span className="bd-label">{t('consumers.batches')}</span>
        {batches.length === 0 && <p className="bd-dim">{t('consumers.noBatches')}</p>}
        {batches.slice(0, SHOWN).map((batch) => (
          <a
            key={`${batch.planned}${batch.batch_id}`}
            href="#/batches"
            className="bd-row"
            style={{
              gridTemplateColumns: '70px 110px 1fr 52px',
              color: 'inherit',
              textDecoration: 'none',
              fontSize: 12,
            }}
            onClick={(event) => {
              event.preventDefault()
              goTo('batches', {
                open: batch.planned ? String(batch.batch_id) : `${consumer.consumer_id}/${batch.batch_id}`,
              })
            }}
          >
            <span>{batch.batch_id}</span>
            <BatchStatusBadge status={batch.status} />
            {batch.planned ? (
              <span>
                <ProgressBar
                  label={`${batch.progress} %`}
                  parts={[{ share: batch.progress / 100, color: batchColor(batch.status) }]}
                />
              </span>
            ) : (
              <span className="bd-dim">{t(batch.stale ? 'common.stale' : 'common.unplanned')}</span>
            )}
            <span data-align="right">{Math.round(batch.progress)} %</span>
          </a>
        ))}
        {batches.length > SHOWN && <p className="bd-dim">{t('targets.more', { count: batches.length - SHOWN })}</p>}
      </section>
    </DetailDrawer>
  )
}

function Actions({ row: { consumer } }: { row: ConsumerRow }) {
  const { t } = useTranslation()
  const backend = useBackend()
  const task = useTask()
  const [isRunning, run] = useAction()
  const [isAsking, setAsking] = useState(false)
  const { consumer_id } = consumer

  const reload = (taskId: number) =>
    run(async () => {
      const { epoch } = await backend.call('reload', { task_id: taskId, consumers: [consumer_id] })
      notifications.show({ message: t('consumers.reloaded', { epoch, told: 1 }) })
    })
  const dismiss = () =>
    run(async () => {
      await backend.call('consumer.dismiss', { consumer_id })
      setParams({ open: '' })
      notifications.show({ message: t('consumers.dismissed', { consumer: consumer_id }) })
    })

  if (isAsking) {
    return (
      <div className="bd-panel" style={{ padding: 12 }}>
        {t('consumers.dismissAsk', { consumer: consumer_id })}
        <Group mt="xs" gap="xs">
          <Button color="red" loading={isRunning} onClick={() => void dismiss()}>
            {t('consumers.dismiss')}
          </Button>
          <Button variant="default" onClick={() => setAsking(false)}>
            {t('common.cancel')}
          </Button>
        </Group>
      </div>
    )
  }
  return (
    <Group gap="xs">
      {task !== null && task.epoch > 0 && consumer.state !== 'lost' && (
        <Button
          variant="default"
          leftSection={<IconRefresh size={14} />}
          loading={isRunning}
          onClick={() => void reload(task.task_id)}
        >
          {t('consumers.reload')}
        </Button>
      )}
      {consumer.state === 'lost' && (
        <Button variant="default" color="red" onClick={() => setAsking(true)}>
          {t('consumers.dismiss')}
        </Button>
      )}
    </Group>
  )
}
