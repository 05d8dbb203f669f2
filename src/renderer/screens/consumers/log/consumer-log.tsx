import { Alert, Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConsumerResource } from '../../../../contract/resources/consumer.ts'
import { EmptyState } from '../../../components/empty-state.tsx'
import { LoadingState } from '../../../components/loading-state.tsx'
import { useFormat } from '../../../i18n/format.ts'
import { useFleet, usePaused } from '../../../stores/fleet.ts'
import { setParams, useParam } from '../../../stores/route.ts'
import { useLink } from '../../../stores/scope.ts'
import { LogLines } from './log-lines.tsx'
import type { LogEntry, LogTail } from './log-tail.ts'
import { LogTools } from './log-tools.tsx'
import { filtered, levelOf } from './log-view.ts'
import { useLogTail } from './use-log-tail.ts'

/** `[WS-29]` What a consumer writes to its log, line by line as it comes. */
export function ConsumerLog({ consumer }: { consumer: ConsumerResource }) {
  const { t } = useTranslation()
  const link = useLink()
  const { tail, problem } = useLogTail(consumer.consumer_id)
  const find = useParam('find')
  const level = useParam('level')
  /** What was there when somebody began to read; null while the newest are followed. */
  const [held, setHeld] = useState<readonly LogEntry[] | null>(null)
  const entries = held ?? tail?.entries ?? noEntries
  const filter = useMemo(() => ({ level: levelOf(level), find: find.toLowerCase() }), [level, find])
  const shown = useMemo(() => filtered(entries, filter), [entries, filter])
  const news = useMemo(() => newsIn(tail?.entries ?? noEntries, held, filter), [tail?.entries, held, filter])
  const follow = (isFollowing: boolean) => setHeld(isFollowing ? null : (held ?? tail?.entries ?? noEntries))
  const isPaused = usePaused()
  const isRead = tail !== null && tail.session >= 0
  const isUnsupported = isRead && tail.state === 'unsupported' && entries.length === 0
  return (
    <section className="bd-log" aria-label={t('log.of', { consumer: consumer.consumer_id })}>
      {problem !== null && <Alert color="red">{problem}</Alert>}
      {!isRead && problem === null && (isPaused ? <EmptyState title={t('log.state.paused')} /> : <LoadingState />)}
      {isUnsupported && (
        <EmptyState title={t('log.unsupported')} hint={t('log.unsupportedHint')}>
          <a className="bd-anchor" href={link('help', { page: 'python' })}>
            {t('help.learnMore')}
          </a>
        </EmptyState>
      )}
      {isRead && !isUnsupported && (
        <>
          <LogTools
            consumerId={consumer.consumer_id}
            find={find}
            level={level}
            shown={shown}
            isFollowing={held === null}
            onFollow={follow}
          />
          {shown.length > 0 ? (
            <LogLines
              label={t('log.of', { consumer: consumer.consumer_id })}
              entries={shown}
              find={filter.find}
              isFollowing={held === null}
              onFollow={follow}
              news={news}
            />
          ) : entries.length > 0 ? (
            <EmptyState title={t('log.nothing')}>
              <Button variant="default" onClick={() => setParams({ find: '', level: '' })}>
                {t('common.clearFilter')}
              </Button>
            </EmptyState>
          ) : (
            <EmptyState
              title={t(tail.state === 'offline' ? 'log.offlineEmpty' : 'log.waiting')}
              hint={t(tail.state === 'offline' ? 'log.offlineEmptyHint' : 'log.waitingHint')}
            />
          )}
          <LogFoot tail={tail} shown={shown.length} isFollowing={held === null} />
        </>
      )}
    </section>
  )
}

const noEntries: readonly LogEntry[] = []

/** How many of those that came since match. */
function newsIn(
  entries: readonly LogEntry[],
  held: readonly LogEntry[] | null,
  filter: Parameters<typeof filtered>[1],
): number {
  if (held === null) return 0
  const last = held.at(-1)?.key ?? -1
  return filtered(
    entries.filter(({ key }) => key > last),
    filter,
  ).length
}

/** `[UI-9]` Whether more comes, in a word: what stands still is not taken for live. */
function LogFoot({ tail, shown, isFollowing }: { tail: LogTail; shown: number; isFollowing: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const isPaused = usePaused()
  const isConnected = useFleet(({ connection }) => connection === 'live')
  const state = !isConnected
    ? 'lost'
    : isPaused
      ? 'paused'
      : tail.state === 'offline' || tail.state === 'unsupported'
        ? tail.state
        : isFollowing
          ? 'live'
          : 'held'
  const total = tail.entries.length
  return (
    <div className="bd-log-foot" data-state={state}>
      <span className="bd-log-state">
        <i aria-hidden />
        {t(`log.state.${state}`)}
      </span>
      <span className="bd-spacer" />
      {total > 0 && (
        <span className="bd-dim">
          {shown === total
            ? t('log.lines', { count: total, lines: format.number(total) })
            : t('log.shownLines', { shown: format.number(shown), total: format.number(total) })}
        </span>
      )}
    </div>
  )
}
