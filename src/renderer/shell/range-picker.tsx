import { ActionIcon, Button, Group, Popover, TextInput, Tooltip } from '@mantine/core'
import {
  IconCheck,
  IconChevronDown,
  IconChevronLeft,
  IconChevronRight,
  IconClock,
  IconZoomOut,
} from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { localTime, localZone, parseLocalTime } from '../../console/local-time.ts'
import { shifted, zoomed } from '../../console/range.ts'
import { useNow } from '../components/relative-time.tsx'
import { useFormat } from '../i18n/format.ts'
import { liveRanges, type Range, setRange, useRange } from '../stores/range.ts'

/** `[UI-11]` The span of time of every chart and list: a length up to now, or two ends. */
export function RangePicker() {
  const { t } = useTranslation()
  const format = useFormat()
  const range = useRange()
  const now = useNow()
  const [isOpen, setOpen] = useState(false)
  const label = range.name === null ? format.span(range.from, range.to, now) : t(`range.${range.name}`)
  return (
    <Group gap={4} wrap="nowrap" className="bd-range">
      <Popover
        opened={isOpen}
        onChange={setOpen}
        position="bottom-start"
        width={430}
        trapFocus
        styles={{ dropdown: { maxWidth: 'calc(100vw - 16px)' } }}
        returnFocus
      >
        <Popover.Target>
          <Button
            className="bd-picker"
            variant="default"
            data-shortcut="range"
            data-fixed={range.isLive ? undefined : ''}
            aria-label={`${t('range.title')}: ${label}`}
            title={range.isLive ? label : `${format.exact(range.from)} – ${format.exact(range.to)}`}
            leftSection={<IconClock size={14} aria-hidden />}
            rightSection={<IconChevronDown size={12} aria-hidden />}
            classNames={{ label: 'bd-truncate' }}
            onClick={() => setOpen(!isOpen)}
          >
            {label}
          </Button>
        </Popover.Target>
        <Popover.Dropdown p={0} aria-label={t('range.title')}>
          <RangeChoices range={range} onDone={() => setOpen(false)} />
        </Popover.Dropdown>
      </Popover>
      {!range.isLive && <FixedRange range={range} now={now} />}
    </Group>
  )
}

/** Of a range that stands still: earlier, later, wider, and back to the present. */
function FixedRange({ range, now }: { range: Range; now: number }) {
  const { t } = useTranslation()
  const steps = [
    [t('range.earlier'), IconChevronLeft, () => setRange(shifted(range, -1, now))],
    [t('range.later'), IconChevronRight, () => setRange(shifted(range, 1, now))],
    [t('range.zoomOut'), IconZoomOut, () => setRange(zoomed(range, 2, now))],
  ] as const
  return (
    <>
      {steps.map(([label, Icon, run]) => (
        <Tooltip key={label} label={label}>
          <ActionIcon variant="default" size={28} aria-label={label} onClick={run} className="bd-wide">
            <Icon size={14} />
          </ActionIcon>
        </Tooltip>
      ))}
      <Button variant="default" onClick={() => setRange('1h')}>
        {t('range.backToNow')}
      </Button>
    </>
  )
}

function RangeChoices({ range, onDone }: { range: Range; onDone: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="bd-range-choices">
      <div role="group" aria-label={t('range.upToNow')}>
        <span className="bd-label">{t('range.upToNow')}</span>
        {liveRanges.map((name) => (
          <button
            key={name}
            type="button"
            className="bd-range-choice"
            aria-pressed={range.name === name}
            data-autofocus={range.name === name || undefined}
            onClick={() => {
              setRange(name)
              onDone()
            }}
          >
            {range.name === name ? <IconCheck size={14} aria-hidden /> : <span className="bd-no-mark" />}
            {t(`range.${name}`)}
          </button>
        ))}
      </div>
      <CustomRange range={range} onDone={onDone} />
      <p className="bd-dim bd-small">{t('range.hint', { zone: localZone() })}</p>
    </div>
  )
}

function CustomRange({ range, onDone }: { range: Range; onDone: () => void }) {
  const { t } = useTranslation()
  const [from, setFrom] = useState(() => localTime(range.from))
  const [to, setTo] = useState(() => localTime(range.to))
  const now = useNow()
  const ends = { from: parseLocalTime(from, now), to: parseLocalTime(to, now) }
  const isBackward = ends.from !== null && ends.to !== null && ends.from >= ends.to
  const unread = t('range.unread')

  function apply(event: FormEvent): void {
    event.preventDefault()
    if (ends.from === null || ends.to === null || isBackward) return
    setRange({ from: ends.from, to: ends.to })
    onDone()
  }

  return (
    <form className="bd-range-custom" onSubmit={apply}>
      <TextInput
        label={t('range.from')}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
        error={ends.from === null ? unread : null}
      />
      <TextInput
        label={t('range.to')}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
        error={ends.to === null ? unread : isBackward ? t('range.backward') : null}
      />
      <Group gap={8}>
        <Button type="submit" disabled={ends.from === null || ends.to === null || isBackward}>
          {t('range.apply')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconZoomOut size={14} aria-hidden />}
          onClick={() => {
            setRange(zoomed(range, 2, now))
            onDone()
          }}
        >
          {t('range.zoomOut')}
        </Button>
      </Group>
    </form>
  )
}
