import { Button } from '@mantine/core'
import { IconArrowDown } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../../i18n/format.ts'
import { LogGap, LogLine } from './log-line.tsx'
import type { LogEntry } from './log-tail.ts'

const LINE_HEIGHT_PX = 20
/** So near to the end is at the end, px. */
const AT_END_PX = 24

interface LogLinesProps {
  readonly label: string
  readonly entries: readonly LogEntry[]
  readonly find: string
  /** Whether the newest stays in sight. */
  readonly isFollowing: boolean
  readonly onFollow: (isFollowing: boolean) => void
  /** What came since it was not followed any more. */
  readonly news: number
}

/** `[UI-1]` The lines of a log, the newest at the foot. Who scrolls up reads: nothing moves then until they go back down. */
export function LogLines({ label, entries, find, isFollowing, onFollow, news }: LogLinesProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const scroller = useRef<HTMLDivElement>(null)
  const top = useRef(0)
  /** The same as `isFollowing`, before the page is drawn anew. */
  const follows = useRef(isFollowing)
  const [pass, setPass] = useState(0)
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(noneUnfolded)
  const hold = useRef(() => {})
  /** Until somebody scrolls by himself: a line that gets higher scrolls, too. */
  const isHeld = useRef(false)
  const release = () => {
    isHeld.current = false
  }
  // Who unfolds a line reads it: it stays where it is.
  const toggle = useCallback((key: number) => {
    hold.current()
    setUnfolded((before) => {
      const after = new Set(before)
      if (!after.delete(key)) after.add(key)
      return after
    })
  }, [])
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT_PX,
    getItemKey: (index) => entries[index]?.key ?? index,
    anchorTo: 'end',
    followOnAppend: isFollowing,
    scrollEndThreshold: AT_END_PX,
    overscan: 10,
  })

  useLayoutEffect(() => {
    follows.current = isFollowing
    hold.current = () => {
      isHeld.current = true
      follows.current = false
      onFollow(false)
    }
  }, [isFollowing, onFollow])

  // A banner that comes, or another size of the window, leaves less of it.
  const height = rows.scrollRect?.height
  // The rows at the end are there before it is painted, and not a frame later than the end: rendered, measured, and
  // rendered again where they are not as high as was expected.
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element || !follows.current) return
    element.scrollTop = element.scrollHeight
    if (rows.scrollOffset === element.scrollTop) return
    rows.scrollOffset = element.scrollTop
    setPass((before) => before + 1)
  }, [entries, isFollowing, height, pass, rows])

  function onScroll(): void {
    const element = scroller.current
    if (!element) return
    const { scrollTop, scrollHeight, clientHeight } = element
    const isUp = scrollTop < top.current
    top.current = scrollTop
    const isAtEnd = scrollHeight - scrollTop - clientHeight <= AT_END_PX
    if (isHeld.current || (!isAtEnd && !isUp)) return
    follows.current = isAtEnd
    onFollow(isAtEnd)
  }

  return (
    <div className="bd-log-frame">
      {/* A screen reader that was told of every line would say nothing else. */}
      <div
        ref={scroller}
        className="bd-log-lines"
        role="log"
        aria-live="off"
        aria-label={label}
        tabIndex={0}
        data-scrolls=""
        onScroll={onScroll}
        onWheel={release}
        onTouchMove={release}
        onPointerDown={release}
        onKeyDown={release}
      >
        <div className="bd-virtual" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, key, start }) => {
            const entry = entries[index]
            if (entry === undefined) return null
            return (
              <div
                key={key}
                ref={rows.measureElement}
                data-index={index}
                className="bd-virtual-row"
                style={{ transform: `translateY(${start}px)` }}
              >
                {entry.kind === 'gap' ? (
                  <LogGap entry={entry} />
                ) : (
                  <LogLine entry={entry} find={find} isUnfolded={unfolded.has(entry.key)} onToggle={toggle} />
                )}
              </div>
            )
          })}
        </div>
      </div>
      {!isFollowing && (
        <Button
          className="bd-log-jump"
          variant="filled"
          leftSection={<IconArrowDown size={14} />}
          onClick={() => onFollow(true)}
        >
          {news === 0 ? t('log.jump') : t('log.jumpNews', { count: format.number(news) as never })}
        </Button>
      )}
    </div>
  )
}

const noneUnfolded: ReadonlySet<number> = new Set()
