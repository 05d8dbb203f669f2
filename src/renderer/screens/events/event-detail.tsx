import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { severityOfEvent } from '../../../contract/event-severity.ts'
import type { EventResource } from '../../../contract/events.ts'
import { rangeParam } from '../../../console/range.ts'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { Facts } from '../../components/facts.tsx'
import { EventGlyph } from '../../features/events/event-badge.tsx'
import { useEventText } from '../../features/events/event-text.ts'
import { DeleteNote } from '../../features/notes/delete-note.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { useFleet, useFleetData } from '../../stores/fleet.ts'
import { pushParams } from '../../stores/route.ts'
import { useLink } from '../../stores/scope.ts'
import { AlertEnd, AlertTakenOver } from './alert-course.tsx'
import { placeOfBatch } from './batch-place.ts'

/** What is around a moment, on either side, ms. */
const AROUND_MS = 300_000

/** All that is known of an event, in place. */
export function EventDetail({ event }: { event: EventResource }) {
  const { t } = useTranslation()
  const text = useEventText()
  const { type, consumer_id, batch_id, data } = event
  const link = useLink()
  return (
    <div className="bd-event-facts">
      <div className="bd-stack-10 bd-top">
        <p className="bd-sentence">
          <EventGlyph event={event} /> {text(event)}
        </p>
        <EventFacts event={event} />
        <div className="bd-line bd-event-steps">
          <Button variant="default" onClick={() => pushParams({ open: '', type })}>
            {t('events.onlyType')}
          </Button>
          {consumer_id !== undefined && (
            <Button variant="default" onClick={() => pushParams({ open: '', consumer: consumer_id })}>
              {t('events.onlyConsumer')}
            </Button>
          )}
          {batch_id !== undefined && (
            <Button variant="default" onClick={() => pushParams({ open: '', batch: String(batch_id) })}>
              {t('events.onlyBatch')}
            </Button>
          )}
          <Button variant="default" component="a" href={link('overview', { range: around(event.at) })}>
            {t('events.overviewThen')}
          </Button>
          {type === 'note' && <DeleteButton noteId={data.note_id} text={data.text} />}
        </div>
      </div>
      <section className="bd-event-json">
        <pre className="bd-code" tabIndex={0} aria-label={t('events.json')}>
          {JSON.stringify(data, null, 2)}
        </pre>
        <CopyButton text={JSON.stringify(event)} />
      </section>
    </div>
  )
}

function EventFacts({ event }: { event: EventResource }) {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  const tasks = useFleetData((data) => data.tasks)
  const { seq, at, type, task_id, consumer_id, batch_id, data } = event
  const epoch = 'epoch' in data ? data.epoch : undefined
  const anchor = (href: string, content: ReactNode) => (
    <a href={href} className="bd-anchor">
      {content}
    </a>
  )
  const facts: (readonly [string, ReactNode])[] = [
    [t('events.type'), t(`eventType.${type}`)],
    [t('events.severity'), t(`severity.${event.severity ?? severityOfEvent(event)}`)],
    [t('events.at'), <time key="at" dateTime={new Date(at).toISOString()}>{`${format.exact(at)} · ${at}`}</time>],
    [t('events.number'), format.number(seq)],
  ]
  if (type === 'note') facts.push([t('events.noted'), format.exact(data.about)])
  if (task_id !== undefined) facts.push([t('events.task'), tasks.get(task_id)?.name ?? task_id])
  if (consumer_id !== undefined) {
    facts.push([
      t('events.consumer'),
      anchor(link('consumers', { open: consumer_id }), <ConsumerName id={consumer_id} />),
    ])
  }
  if (batch_id !== undefined) {
    facts.push([t('events.batch'), anchor(link('batches', { open: placeOfBatch(event) }), batch_id)])
  }
  if (epoch !== undefined) {
    const place = { open: String(epoch), ...(task_id !== undefined && { task: String(task_id) }) }
    facts.push([t('events.epoch'), anchor(link('epochs', place), epoch)])
  }
  if (type === 'alert' && data.action === 'raised') {
    facts.push(
      [t('events.acknowledged'), <AlertTakenOver key="acknowledged" event={event} />],
      [t('events.resolved'), <AlertEnd key="end" event={event} />],
    )
  }
  return <Facts facts={facts} />
}

/** `[NT-1]` Not of a note that is gone: asked to, the monitor says so. */
function DeleteButton({ noteId, text }: { noteId: number; text: string }) {
  const { t } = useTranslation()
  const canAct = useCanAct()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const [isAsking, setAsking] = useState(false)
  if (!canAct) return null
  return (
    <>
      <Button variant="default" disabled={!isLive} onClick={() => setAsking(true)}>
        {t('notes.delete')}
      </Button>
      {isAsking && <DeleteNote note={{ note_id: noteId, text }} onClose={() => setAsking(false)} />}
    </>
  )
}

/** The range around a moment, as an address has it. */
export function around(at: number): string {
  return rangeParam({ from: Math.max(0, at - AROUND_MS), to: at + AROUND_MS })
}
