import { Alert, Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { EventResource } from '../../../contract/events.ts'
import { useCall } from '../../backend/use-call.ts'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { DetailDrawer } from '../../components/detail-drawer.tsx'
import { Facts } from '../../components/facts.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { formatHash, type RouteParams, setParams, type ScreenName } from '../../stores/route.ts'
import { chooseTask } from '../../stores/scope.ts'
import { EventBadge } from '../../features/events/event-badge.tsx'
import { useEventText } from '../../features/events/event-text.ts'

/** One event with everything that is known of it. @param event null where it is not among the loaded ones */
export function EventDetail({ seq, event }: { seq: number; event: EventResource | null }) {
  const { t } = useTranslation()
  return (
    <DetailDrawer title={t('events.detail', { seq })}>
      {event ? <Detail event={event} /> : <LoadedDetail seq={seq} />}
    </DetailDrawer>
  )
}

/** An address may name an event that is far back, or gone. */
function LoadedDetail({ seq }: { seq: number }) {
  const { t } = useTranslation()
  const { answer, problem } = useCall('events.query', { after: seq - 1, before: seq + 1, limit: 1 })
  if (problem !== null) return <Alert color="red">{problem}</Alert>
  if (!answer) return <LoadingState />
  const [event] = answer.events
  return event ? <Detail event={event} /> : <span className="bd-dim">{t('events.gone')}</span>
}

function Detail({ event }: { event: EventResource }) {
  const { t } = useTranslation()
  const format = useFormat()
  const text = useEventText()
  const tasks = useFleetData((data) => data.tasks)
  const { seq, at, type, task_id, consumer_id, batch_id, data } = event
  const epoch = 'epoch' in data ? data.epoch : undefined
  const isStray = type === 'batch_status' && (event.data.stale || event.data.unplanned)
  const json = JSON.stringify(data, null, 2)
  return (
    <>
      <p className="bd-sentence">{text(event)}</p>
      <Facts
        facts={[
          [t('events.type'), <EventBadge key="type" event={event} />],
          [t('events.at'), <time key="at" dateTime={new Date(at).toISOString()}>{`${format.exact(at)} · ${at}`}</time>],
          [t('events.number'), seq],
          ...(task_id === undefined ? [] : [[t('events.task'), tasks.get(task_id)?.name ?? task_id] as const]),
          ...(consumer_id === undefined
            ? []
            : [
                [
                  t('events.consumer'),
                  <Link key="consumer" screen="consumers" params={{ open: consumer_id }}>
                    <ConsumerName id={consumer_id} />
                  </Link>,
                ] as const,
              ]),
          ...(batch_id === undefined
            ? []
            : [
                [
                  t('events.batch'),
                  <Link
                    key="batch"
                    screen="batches"
                    params={{ open: isStray ? `${consumer_id ?? ''}/${batch_id}` : String(batch_id) }}
                  >
                    {batch_id}
                  </Link>,
                ] as const,
              ]),
          ...(epoch === undefined
            ? []
            : [
                [
                  t('events.epoch'),
                  <Link
                    key="epoch"
                    screen="epochs"
                    params={{ open: String(epoch) }}
                    onOpen={() => task_id !== undefined && chooseTask(task_id)}
                  >
                    {epoch}
                  </Link>,
                ] as const,
              ]),
        ]}
      />
      <section className="bd-stack-8">
        <Group justify="space-between">
          <span className="bd-label">{t('events.data')}</span>
          <CopyButton text={JSON.stringify(event)} />
        </Group>
        <pre className="bd-code bd-event-data" tabIndex={0} aria-label={t('events.data')}>
          {json}
        </pre>
      </section>
      <Group gap={8}>
        <Button variant="default" onClick={() => setParams({ open: '', type })}>
          {t('events.onlyType')}
        </Button>
        {consumer_id !== undefined && (
          <Button variant="default" onClick={() => setParams({ open: '', consumer: consumer_id })}>
            {t('events.onlyConsumer')}
          </Button>
        )}
        {batch_id !== undefined && (
          <Button variant="default" onClick={() => setParams({ open: '', batch: String(batch_id) })}>
            {t('events.onlyBatch')}
          </Button>
        )}
      </Group>
    </>
  )
}

function Link(props: { screen: ScreenName; params: RouteParams; onOpen?: () => void; children: ReactNode }) {
  const { screen, params, onOpen, children } = props
  return (
    <a href={formatHash(screen, params)} className="bd-anchor" onClick={onOpen}>
      {children}
    </a>
  )
}
