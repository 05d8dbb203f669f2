import { Alert, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LoadingState } from '../../components/loading-state.tsx'
import { useNow } from '../../components/relative-time.tsx'
import { useFormat } from '../../i18n/format.ts'
import { usePaused } from '../../stores/fleet.ts'
import { type RouteParams } from '../../stores/route.ts'
import { useLink } from '../../stores/scope.ts'
import { EventIcon } from './event-badge.tsx'
import { useEventText } from './event-text.ts'
import { useEventFeed } from './use-event-feed.ts'

const MAX_SHOWN_EVENTS = 20

/** The last events of one consumer, beside everything else about it. */
export function RecentEvents({ consumerId }: { consumerId: string }) {
  const link = useLink()
  const { t } = useTranslation()
  const format = useFormat()
  const text = useEventText()
  const now = useNow()
  const isPaused = usePaused()
  // Beside everything else about a consumer, its reports are what is looked for.
  const filters: RouteParams = { consumer: consumerId, statuses: '1' }
  const { feed, problem } = useEventFeed(filters, { pageSize: MAX_SHOWN_EVENTS, isHeld: isPaused })
  return (
    <section>
      <Group justify="space-between">
        <span className="bd-label">{t('events.ofIt')}</span>
        <a href={link('events', filters)} className="bd-anchor bd-small">
          {t('events.showAll')}
        </a>
      </Group>
      {problem !== null && <Alert color="red">{problem}</Alert>}
      {feed === null && problem === null && <LoadingState />}
      {feed?.rows.length === 0 && <p className="bd-dim">{t('events.noneOfIt')}</p>}
      {feed?.rows.slice(0, MAX_SHOWN_EVENTS).map((event) => (
        <a
          key={event.seq}
          href={link('events', { ...filters, open: String(event.seq) })}
          className="bd-row bd-recent-event"
        >
          <span title={format.exact(event.at)} className="bd-dim">
            {format.moment(event.at, now)}
          </span>
          <span>
            <EventIcon event={event} />
          </span>
          <span title={text(event)}>{text(event)}</span>
        </a>
      ))}
    </section>
  )
}
