import { ActionIcon, Button, SegmentedControl, Tooltip } from '@mantine/core'
import { IconArrowsExchange, IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SlotStep } from '../../../contract/slot-history.ts'
import { useCauseText } from '../../i18n/cause.ts'
import { setParams } from '../../stores/route.ts'

interface ScrubberProps {
  readonly epoch: number
  readonly oldest: number
  readonly newest: number
  /** Epochs of which it is known what they moved. */
  readonly steps: readonly SlotStep[]
  /** The one shown; null as long as it is not there. */
  readonly step: SlotStep | null
  readonly onMove: (epoch: number) => void
}

const speeds = [2, 5, 10] as const

/** Every epoch that is kept, on one line: drag, step with the arrows, or let it play. */
export function Scrubber({ epoch, oldest, newest, steps, step, onMove }: ScrubberProps) {
  const { t } = useTranslation()
  const causeText = useCauseText()
  const [speed, setSpeed] = useState<number>(5)
  const [isPlaying, setPlaying] = useState(false)
  const isAtEnd = epoch >= newest
  const isRunning = isPlaying && !isAtEnd
  const isThere = step !== null
  useEffect(() => {
    // The next step waits for the picture of this one.
    if (!isRunning || !isThere) return
    const timer = setTimeout(() => onMove(epoch + 1), 1000 / speed)
    return () => clearTimeout(timer)
  }, [isRunning, isThere, epoch, speed, onMove])

  function play(): void {
    setPlaying(!isRunning)
    if (!isRunning && isAtEnd) onMove(oldest)
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== ' ') return
    event.preventDefault()
    play()
  }

  const cause = step === null ? '' : causeText(step)
  const words = step ? `${t('overview.epochMark', { epoch })}, ${cause}` : t('overview.epochMark', { epoch })
  return (
    <section className="bd-scrubber" aria-label={t('slots.scrubber')}>
      <Tooltip label={isRunning ? t('slots.stop') : t('slots.play')}>
        <ActionIcon
          variant="light"
          color="blue"
          size={30}
          aria-label={isRunning ? t('slots.stop') : t('slots.play')}
          disabled={oldest === newest}
          onClick={play}
        >
          {isRunning ? <IconPlayerPauseFilled size={14} /> : <IconPlayerPlayFilled size={14} />}
        </ActionIcon>
      </Tooltip>
      <SegmentedControl
        className="bd-scrubber-speed"
        aria-label={t('slots.speed')}
        value={String(speed)}
        onChange={(value) => setSpeed(Number(value))}
        data={speeds.map((value) => ({ value: String(value), label: t('slots.perSecond', { count: value }) }))}
      />
      <div className="bd-scrubber-track">
        <Moves steps={steps} oldest={oldest} newest={newest} />
        <input
          type="range"
          // The arrow keys step through history as soon as it is open.
          autoFocus
          aria-label={t('slots.scrubber')}
          aria-valuetext={words}
          min={oldest}
          max={newest}
          step={1}
          value={epoch}
          onChange={(event) => {
            setPlaying(false)
            onMove(Number(event.currentTarget.value))
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <Button
        className="bd-scrubber-compare"
        flex="none"
        variant="default"
        disabled={isAtEnd}
        leftSection={<IconArrowsExchange size={14} />}
        onClick={() => setParams({ mode: 'compare', from: String(epoch), to: String(newest), at: '' })}
      >
        {t('slots.compareWithNow')}
      </Button>
    </section>
  )
}

/** More bars than this could not be told apart. */
const MAX_BARS = 400
const HEIGHT = 100
/** So many of the thickest bars would fill the line. */
const MIN_BARS_FOR_GAPS = 110

/** How many targets each epoch moved: the least it had to, and above it what it moved beyond that. Of several epochs the most. */
function Moves({ steps, oldest, newest }: Pick<ScrubberProps, 'steps' | 'oldest' | 'newest'>) {
  const [moved, least] = useMemo(() => {
    const span = newest - oldest
    const bars = Math.max(1, Math.min(MAX_BARS, span))
    const highest = { moved: new Map<number, number>(), least: new Map<number, number>() }
    for (const { epoch, moved_consumer, least_moved_consumer } of steps) {
      const bar = span === 0 ? 0 : Math.round(((epoch - oldest) / span) * bars)
      highest.moved.set(bar, Math.max(highest.moved.get(bar) ?? 0, moved_consumer))
      highest.least.set(bar, Math.max(highest.least.get(bar) ?? 0, least_moved_consumer))
    }
    const top = Math.max(1, ...highest.moved.values())
    const width = Math.min(0.7, bars / MIN_BARS_FOR_GAPS)
    const path = (values: ReadonlyMap<number, number>) =>
      Array.from(values, ([bar, value]) => {
        const height = (Math.sqrt(value / top) * HEIGHT).toFixed(1)
        return value === 0 ? '' : `M${bar - width / 2} ${HEIGHT}v-${height}h${width}v${height}z`
      }).join('')
    return [path(highest.moved), path(highest.least)].map((d) => ({ d, bars }))
  }, [steps, oldest, newest]) as [Bars, Bars]
  return (
    <svg viewBox={`0 0 ${moved.bars} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden overflow="visible">
      <path d={moved.d} fill="var(--bd-suspect)" />
      <path d={least.d} fill="var(--bd-accent)" opacity={0.75} />
    </svg>
  )
}

interface Bars {
  readonly d: string
  readonly bars: number
}
