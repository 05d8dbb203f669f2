import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDroplet, IconDropletOff, IconRefresh } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAction, useBackend } from '../../backend/context.tsx'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { DetailDrawer, Facts } from '../../components/detail-drawer.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import {
  batchColor,
  BatchStatusBadge,
  ConsumerMarkBadge,
  consumerMarks,
  ConsumerStateBadge,
} from '../../components/status-badge.tsx'
import { useFormat } from '../../format.ts'
import { goTo, setParams } from '../../stores/route.ts'
import { useTask } from '../../stores/selected-task.ts'
import { RecentEvents } from '../events/recent-events.tsx'
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
          [
            t('consumers.state'),
            <Group key="state" gap="sm">
              <ConsumerStateBadge state={consumer.state} />
              {consumerMarks(consumer).map((mark) => (
                <ConsumerMarkBadge key={mark} mark={mark} />
              ))}
            </Group>,
          ],
          ...since(t('consumers.drained'), consumer.drained_at),
          ...since(t('consumers.lastProgress'), consumer.stuck_since),
          [t('consumers.heard'), <RelativeTime key="heard" at={consumer.last_seen_at} />],
          [
            t('consumers.connected'),
            consumer.connected_at === null ? none : <RelativeTime key="connected" at={consumer.connected_at} />,
          ],
          [
            t('consumers.interval'),
            consumer.heartbeat_interval === null ? none : format.duration(consumer.heartbeat_interval * 1000),
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
      <RecentEvents key={consumer.consumer_id} of={{ consumer_id: consumer.consumer_id }} />
    </DetailDrawer>
  )
}

/** A time that is only of interest where there is one. */
function since(name: string, at: number | null): readonly (readonly [string, ReactNode])[] {
  return at === null ? [] : [[name, <RelativeTime key={name} at={at} />]]
}

/** What is done once it has been asked for and confirmed (UI-5). */
type Asked = 'dismiss' | 'drain' | 'undrain'

function Actions({ row: { consumer } }: { row: ConsumerRow }) {
  const { t } = useTranslation()
  const backend = useBackend()
  const task = useTask()
  const [isRunning, run] = useAction()
  const [asked, setAsked] = useState<Asked | null>(null)
  const { consumer_id } = consumer

  const reload = (taskId: number) =>
    run(async () => {
      const { epoch } = await backend.call('reload', { task_id: taskId, consumers: [consumer_id] })
      notifications.show({ message: t('consumers.reloaded', { epoch, told: 1 }) })
    })
  const done = {
    dismiss: 'consumers.dismissed',
    drain: 'consumers.isDrained',
    undrain: 'consumers.isUndrained',
  } as const
  const carryOut = (action: Asked) =>
    run(async () => {
      await backend.call(`consumer.${action}`, { consumer_id })
      if (action === 'dismiss') setParams({ open: '' })
      setAsked(null)
      notifications.show({ message: t(done[action], { consumer: consumer_id }) })
    })

  if (asked !== null) {
    return (
      <div className="bd-panel" style={{ padding: 12 }}>
        {t(`consumers.${asked}Ask`, { consumer: consumer_id })}
        <Group mt="xs" gap="xs">
          <Button
            {...(asked === 'dismiss' && { color: 'red' })}
            loading={isRunning}
            onClick={() => void carryOut(asked)}
          >
            {t(`consumers.${asked}`)}
          </Button>
          <Button variant="default" onClick={() => setAsked(null)}>
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
      {consumer.drained_at === null && consumer.state !== 'lost' && (
        <Button variant="default" leftSection={<IconDropletOff size={14} />} onClick={() => setAsked('drain')}>
          {t('consumers.drain')}
        </Button>
      )}
      {consumer.drained_at !== null && (
        <Button variant="default" leftSection={<IconDroplet size={14} />} onClick={() => setAsked('undrain')}>
          {t('consumers.undrain')}
        </Button>
      )}
      {consumer.state === 'lost' && (
        <Button variant="default" color="red" onClick={() => setAsked('dismiss')}>
          {t('consumers.dismiss')}
        </Button>
      )}
    </Group>
  )
}
