import { Alert, Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconArrowUp } from '@tabler/icons-react'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { groupBursts } from '../../features/events/bursts.ts'
import { filterNames, showsStatuses } from '../../features/events/event-query.ts'
import { searchWords } from '../../features/events/marked.ts'
import { useEventFeed } from '../../features/events/use-event-feed.ts'
import { AddNote } from '../../features/notes/add-note.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useFleet, usePaused } from '../../stores/fleet.ts'
import { useRange } from '../../stores/range.ts'
import { pushParams, type RouteParams, setParams, useParam, useRoute } from '../../stores/route.ts'
import { useScope } from '../../stores/scope.ts'
import { EventExport } from './event-export.tsx'
import { EventFilters, useSeverities } from './event-filters.tsx'
import { EventFooter } from './event-footer.tsx'
import { EventList } from './event-list.tsx'
import { formatUnfolded, type Line, linesOf, parseUnfolded, toggled } from './event-lines.ts'
import { totalsOf } from './histogram.ts'
import { HistogramPanel } from './histogram-panel.tsx'
import { OutsideEvent } from './outside-event.tsx'
import { useHistogram } from './use-histogram.ts'

const EVENTS_PER_PAGE = 500
/** As the rest of the console has it. */
const NARROW = '(max-width: 640px)'

/** Everything that happened, and goes on happening. */
export function EventsScreen() {
  const { t } = useTranslation()
  const format = useFormat()
  const scope = useScope()
  const range = useRange()
  const params = useRoute((route) => route.params)
  const isLive = useFleet(({ connection }) => connection === 'live')
  const isNarrow = useMediaQuery(NARROW) ?? false
  const filters: RouteParams = {
    ...Object.fromEntries(filterNames.map((name) => [name, params[name] ?? ''])),
    task: scope === null ? '' : String(scope),
    range: params['range'] ?? '',
  }
  const key = JSON.stringify(filters)
  const severity = useSeverities()
  const scroller = useRef<HTMLDivElement>(null)
  const [isFollowing, setFollowing] = useState(true)
  // Of which filters' rows: with others they begin at the top again.
  const [pointed, setPointed] = useState<string | null>(null)
  const [scrolled, setScrolled] = useState<string | null>(null)
  const isPaused = usePaused()
  const open = useParam('open')
  const isGrouped = useParam('group') !== 'off'
  // UI-1: nothing moves under the pointer, nor what somebody has scrolled to or opened.
  const isHeld = !isFollowing || isPaused || pointed === key || scrolled === key || open !== ''
  const followed = useEventFeed(filters, {
    pageSize: EVENTS_PER_PAGE,
    isHeld,
    keepsOthers: true,
    isGoingOn: range.isLive,
  })
  const { feed, isStale, problem, showNews } = followed
  const counted = useHistogram(filters, range, isLive)
  const totals = counted.histogram && totalsOf(counted.histogram)
  const hasStatuses = showsStatuses(filters)
  const unfolded = useMemo(() => parseUnfolded(open), [open])
  const rows = useMemo(() => (isGrouped ? groupBursts(feed?.rows ?? []) : (feed?.rows ?? [])), [isGrouped, feed?.rows])
  const lines = useMemo(() => linesOf(rows, unfolded), [rows, unfolded])
  const news = feed?.news.length ?? 0

  function toggle(line: Line): void {
    const next = formatUnfolded(toggled(line, unfolded))
    // UI-8: Back folds what was unfolded, all at once.
    if (open === '') pushParams({ open: next })
    else setParams({ open: next })
  }

  const jump = () => {
    scroller.current?.scrollTo({ top: 0 })
    showNews()
  }

  return (
    <div className="bd-screen bd-events">
      <div className="bd-screen-head">
        <EventFilters
          totals={totals}
          isPartial={counted.histogram?.partial === true}
          statuses={counted.histogram?.batch_statuses ?? 0}
        />
        <span className="bd-spacer" />
        {news > 0 && isHeld && (
          <Button variant="light" leftSection={<IconArrowUp size={14} />} onClick={jump}>
            {t(feed?.gap == null ? 'events.news' : 'events.manyNews', { count: format.number(news) as never })}
          </Button>
        )}
        <Button
          variant="default"
          className="bd-toggle"
          disabled={!range.isLive}
          aria-pressed={isFollowing && range.isLive}
          onClick={() => setFollowing(!isFollowing)}
        >
          {t('events.follow')}
        </Button>
        <AddNote className="bd-event-tool" />
        <EventExport filters={filters} />
      </div>
      <HistogramPanel
        histogram={counted.histogram}
        isStale={counted.isStale}
        problem={counted.problem}
        onRetry={counted.again}
        severity={severity}
        hasStatuses={hasStatuses}
      />
      {problem !== null && feed !== null && <Alert color="red">{problem}</Alert>}
      {feed && !isStale && <OutsideEvent unfolded={unfolded} rows={feed.rows} />}
      <section className="bd-panel bd-table" aria-label={t('screen.events')} aria-busy={isStale}>
        <EventList
          key={key}
          followed={followed}
          lines={lines}
          scroller={scroller}
          words={searchWords(params['q'] ?? '')}
          hasDays={range.to - range.from > DAY_MS || !range.isLive}
          isNarrow={isNarrow}
          isFiltered={filterNames.some((name) => filters[name] !== '')}
          onToggle={toggle}
          onFoldAll={() => open !== '' && setParams({ open: '' })}
          onPointer={(isInside) => setPointed(isInside ? key : null)}
          onScroll={(isAtTop) => setScrolled(isAtTop ? null : key)}
        />
        {feed && feed.rows.length > 0 && (
          <EventFooter rows={rows.length} events={feed.rows.length} isGrouped={isGrouped} />
        )}
      </section>
    </div>
  )
}

const DAY_MS = 86_400_000
