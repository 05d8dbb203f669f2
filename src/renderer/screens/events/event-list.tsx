import { Button } from '@mantine/core'
import type { RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../components/empty-state.tsx'
import { NothingMatches } from '../../components/filter-input.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { filterNames } from '../../features/events/event-query.ts'
import type { FollowedEvents } from '../../features/events/use-event-feed.ts'
import { useFormat } from '../../i18n/format.ts'
import { useNow } from '../../components/relative-time.tsx'
import { setRange } from '../../stores/range.ts'
import type { Line } from './event-lines.ts'
import { EventTable } from './event-table.tsx'

/** So many events are loaded by scrolling alone; more when they are asked for. */
const MAX_LOADED_BY_ITSELF = 20_000

interface EventListProps {
  readonly followed: FollowedEvents
  readonly lines: readonly Line[]
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly words: readonly string[]
  readonly hasDays: boolean
  readonly isNarrow: boolean
  readonly isFiltered: boolean
  readonly onToggle: (line: Line) => void
  readonly onFoldAll: () => void
  readonly onPointer: (isInside: boolean) => void
  readonly onScroll: (isAtTop: boolean) => void
}

/** `[UI-4]` The log, or why there is none to be seen. */
export function EventList({ followed, isFiltered, ...table }: EventListProps) {
  const { t } = useTranslation()
  const { feed, isStale, problem, isLoadingOlder, loadOlder } = followed
  if (feed === null || (isStale && feed.rows.length === 0)) {
    return problem === null ? <LoadingState /> : <EmptyState title={t('events.failed')} hint={problem} />
  }
  if (feed.rows.length === 0 && feed.older === null) {
    return isFiltered ? (
      <NothingMatches filters={filterNames} />
    ) : (
      <EmptyState title={t('events.empty')} hint={t('events.emptyHint')}>
        <Button variant="default" onClick={() => setRange('30d')}>
          {t('events.longest')}
        </Button>
      </EmptyState>
    )
  }
  const canLoad = feed.older !== null && !isStale && !isLoadingOlder && problem === null
  const mustAsk = feed.scannedTo !== null || feed.rows.length >= MAX_LOADED_BY_ITSELF
  return (
    <EventTable
      {...table}
      onEnd={canLoad && !mustAsk ? loadOlder : null}
      end={<End followed={followed} mustAsk={mustAsk} isFiltered={isFiltered} />}
    />
  )
}

interface EndProps {
  readonly followed: FollowedEvents
  readonly mustAsk: boolean
  readonly isFiltered: boolean
}

/** What is below the last line: older events, or the way to them. */
function End({ followed: { feed, isLoadingOlder, loadOlder }, mustAsk, isFiltered }: EndProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  if (!feed || feed.older === null) return t(isFiltered ? 'events.endFiltered' : 'events.end')
  if (!mustAsk) return t('events.loadingOlder')
  return (
    <span className="bd-line">
      {feed.scannedTo !== null && t('events.scanned', { time: format.moment(feed.scannedTo, now) })}
      <Button variant="default" loading={isLoadingOlder} onClick={loadOlder}>
        {t(feed.scannedTo === null ? 'events.loadOlder' : 'events.goOn')}
      </Button>
    </span>
  )
}
