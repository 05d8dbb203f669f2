import { Alert, Button, CloseButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { EventResource } from '../../../contract/events.ts'
import { useCall } from '../../backend/use-call.ts'
import { useFormat } from '../../i18n/format.ts'
import { pushParams, setParams } from '../../stores/route.ts'
import { around, EventDetail } from './event-detail.tsx'
import type { Unfolded } from './event-lines.ts'

interface OutsideEventProps {
  readonly unfolded: Unfolded
  /** Those that are there. */
  readonly rows: readonly EventResource[]
}

/** `[UI-8]` An address may name an event that is far back, filtered out, or gone: it is shown by itself, above the others. */
export function OutsideEvent({ unfolded, rows }: OutsideEventProps) {
  const [seq] = unfolded.events
  if (unfolded.events.size !== 1 || seq === undefined || rows.some((row) => row.seq === seq)) return null
  return <Outside key={seq} seq={seq} />
}

function Outside({ seq }: { seq: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { answer, problem } = useCall('events.query', { after: seq - 1, before: seq + 1, limit: 1 })
  const event = answer?.events[0]
  if (problem !== null) return <Alert color="red">{problem}</Alert>
  if (!answer) return null
  return (
    <section className="bd-panel bd-event-outside" aria-label={t('events.number')}>
      <header className="bd-line">
        <strong>
          {t('events.number')} {format.number(seq)}
        </strong>
        <span className="bd-dim bd-grow">{t(event ? 'events.outside' : 'events.gone')}</span>
        {event && (
          <Button variant="default" onClick={() => pushParams({ ...noFilters, range: around(event.at) })}>
            {t('events.showThen')}
          </Button>
        )}
        <CloseButton size="sm" aria-label={t('common.close')} onClick={() => setParams({ open: '' })} />
      </header>
      {event && <EventDetail event={event} />}
    </section>
  )
}

const noFilters = { q: '', severity: '', type: '', consumer: '', batch: '', statuses: '1' }
