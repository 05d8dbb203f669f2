import { Alert, Button, Switch } from '@mantine/core'
import { IconArrowUp } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EventResource } from '../../../contract/events.ts'
import { NothingMatches } from '../../components/filter-input.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { useFormat } from '../../i18n/format.ts'
import { usePaused } from '../../stores/fleet.ts'
import { type RouteParams, setParams, useParam, useRoute } from '../../stores/route.ts'
import { EventDetail } from './event-detail.tsx'
import { EventExport } from './event-export.tsx'
import { EventFilters, FilterChips } from './event-filters.tsx'
import { filterNames } from '../../features/events/event-query.ts'
import { EventRows } from './event-rows.tsx'
import { useEventFeed } from '../../features/events/use-event-feed.ts'

const EVENTS_PER_PAGE = 500

/** Everything that happened, and goes on happening. */
export function EventsScreen() {
  const { t } = useTranslation()
  const format = useFormat()
  const params = useRoute((route) => route.params)
  const filters: RouteParams = Object.fromEntries(filterNames.map((name) => [name, params[name] ?? '']))
  const key = JSON.stringify(filters)
  const scroller = useRef<HTMLDivElement>(null)
  const [isFollowing, setFollowing] = useState(true)
  // Of which filters' rows: with others they begin at the top again.
  const [pointed, setPointed] = useState<string | null>(null)
  const [scrolled, setScrolled] = useState<string | null>(null)
  const isPaused = usePaused()
  const open = useParam('open')
  // UI-1: nothing moves under the pointer, nor what somebody has scrolled to or opened.
  const isHeld = !isFollowing || isPaused || pointed === key || scrolled === key || open !== ''
  const { feed, isStale, problem, isLoadingOlder, showNews, loadOlder } = useEventFeed(filters, {
    pageSize: EVENTS_PER_PAGE,
    isHeld,
    keepsOthers: true,
  })
  const isFiltered = Object.values(filters).some((value) => value !== '')
  const news = feed?.news.length ?? 0
  const opened = open === '' ? null : (feed?.rows.find(({ seq }) => String(seq) === open) ?? null)

  const jump = () => {
    scroller.current?.scrollTo({ top: 0 })
    showNews()
  }

  return (
    <div className="bd-screen">
      <div className="bd-screen-head">
        <EventFilters />
        <span className="bd-spacer" />
        {news > 0 && isHeld && (
          <Button variant="light" leftSection={<IconArrowUp size={14} />} onClick={jump}>
            {t(feed?.gap == null ? 'events.news' : 'events.manyNews', { count: format.number(news) as never })}
          </Button>
        )}
        <Switch
          size="xs"
          label={t('events.follow')}
          checked={isFollowing}
          onChange={(event) => setFollowing(event.currentTarget.checked)}
        />
        <EventExport filters={filters} />
      </div>
      <FilterChips />
      {problem !== null && feed !== null && <Alert color="red">{problem}</Alert>}
      <section className="bd-panel bd-table bd-events" aria-label={t('screen.events')} aria-busy={isStale}>
        {feed === null || (isStale && feed.rows.length === 0) ? (
          problem === null ? (
            <LoadingState />
          ) : (
            <EmptyState title={t('events.failed')} hint={problem} />
          )
        ) : feed.rows.length === 0 ? (
          isFiltered ? (
            <NothingMatches filters={filterNames} />
          ) : (
            <EmptyState title={t('events.empty')} hint={t('events.emptyHint')} />
          )
        ) : (
          <EventRows
            key={key}
            rows={feed.rows}
            scroller={scroller}
            openSeq={Number(open)}
            onOpen={openEvent}
            onEnd={feed.older === null || isStale || isLoadingOlder || problem !== null ? null : loadOlder}
            end={t(feed.older !== null ? 'events.loadingOlder' : isFiltered ? 'events.endFiltered' : 'events.end')}
            onPointer={(isInside) => setPointed(isInside ? key : null)}
            onScroll={(isAtTop) => setScrolled(isAtTop ? null : key)}
          />
        )}
      </section>
      {/^[0-9]{1,15}$/.test(open) && <EventDetail seq={Number(open)} event={opened} />}
    </div>
  )
}

const openEvent = ({ seq }: EventResource): void => setParams({ open: String(seq) })
