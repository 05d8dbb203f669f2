import { ActionIcon, NumberInput, SegmentedControl, Tooltip } from '@mantine/core'
import { IconArrowRight, IconArrowsExchange } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/format.ts'
import { setParams, useParam } from '../../stores/route.ts'
import { ArchiveNotice } from './archive-notice.tsx'
import { EpochLine } from './epoch-line.tsx'
import { movesBetween } from './loads.ts'
import { MapPanel } from './map-panel.tsx'
import type { ModeProps } from './mode-props.ts'
import { MoveList } from './move-list.tsx'
import { SlotFigures, useMovedFigure } from './slot-figures.tsx'
import { SlotsFrame } from './slots-frame.tsx'
import { useSpotlight } from './spotlight.ts'
import { useWantedSlots } from './use-slot-archive.ts'

/** Which slots are not whose they were. Without a choice: what the present epoch changed. */
export function CompareMode({ slots, archive }: ModeProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const newest = slots.epoch
  const [fromParam, toParam] = [useParam('from'), useParam('to')]
  const to = Math.min(newest, Number(toParam) || newest)
  const from = Math.min(newest, Number(fromParam) || Math.max(1, to - 1))
  const isBefore = useParam('show') === 'from'
  const { found, oldest, problem } = useWantedSlots(archive, newest, [to, from])
  const [after = null, before = null] = found
  const isThere = before !== null && after !== null
  const shown = isThere ? (isBefore ? before : after) : null
  const other = isThere ? (isBefore ? after : before) : null
  // Until both are there, the present stands in their place.
  const map = shown?.map ?? slots
  const light = useSpotlight(map)
  const moves = useMemo(() => (before && after ? movesBetween(before.map, after.map) : null), [before, after])
  const sum = (side: 'before' | 'after') => (moves ?? []).reduce((total, move) => total + move[side], 0)
  const isNext = isThere && after.step.epoch === before.step.epoch + 1
  const isGone = oldest !== null && from < oldest
  const movedFigure = useMovedFigure()
  return (
    <SlotsFrame
      mode="compare"
      newest={newest}
      controls={
        <>
          <EpochPicker label={t('slots.from')} param="from" value={from} oldest={oldest ?? 1} newest={newest} />
          <Tooltip label={t('slots.swap')}>
            <ActionIcon
              size={30}
              aria-label={t('slots.swap')}
              onClick={() => setParams({ from: String(to), to: String(from) })}
            >
              <IconArrowsExchange size={16} />
            </ActionIcon>
          </Tooltip>
          <EpochPicker label={t('slots.to')} param="to" value={to} oldest={oldest ?? 1} newest={newest} />
          <span className="bd-spacer" />
          <SegmentedControl
            aria-label={t('slots.show')}
            value={isBefore ? 'from' : 'to'}
            onChange={(value) => setParams({ show: value === 'from' ? 'from' : '' })}
            data={[
              { value: 'from', label: t('slots.mapAt', { epoch: from }) },
              { value: 'to', label: t('slots.mapAt', { epoch: to }) },
            ]}
          />
        </>
      }
      context={
        <>
          <EpochLine epoch={from} known={before?.step ?? null} />
          <IconArrowRight className="bd-fixed bd-dim" size={14} aria-hidden />
          <EpochLine epoch={to} known={after?.step ?? null} />
        </>
      }
      notice={
        problem === null ? (
          isGone && <span className="bd-truncate">{t('slots.noEarlier', { epoch: oldest })}</span>
        ) : (
          <ArchiveNotice problem={problem} onRetry={() => archive.retry()} />
        )
      }
      map={
        <MapPanel
          label={shown ? t('slots.mapAt', { epoch: shown.step.epoch }) : t('slots.loadingHistory')}
          map={map}
          before={other?.map ?? null}
          light={light}
          isPending={!isThere}
        />
      }
      figures={
        <SlotFigures
          isPending={!isThere}
          figures={[
            { label: t('slots.slotsMoved'), value: format.number(moves?.length ?? 0) },
            {
              label: t('slots.targetsBefore'),
              value: format.number(sum('before')),
              title: t('slots.targetsInMoved'),
            },
            { label: t('slots.targetsAfter'), value: format.number(sum('after')), title: t('slots.targetsInMoved') },
            { label: t('slots.epochsApart'), value: format.number(Math.abs(to - from)) },
            movedFigure(isNext ? [after.step.moved_consumer, after.step.least_moved_consumer] : null),
          ]}
        />
      }
      list={<MoveList moves={isGone ? [] : moves} light={light} />}
    />
  )
}

interface EpochPickerProps {
  readonly label: string
  readonly param: 'from' | 'to'
  readonly value: number
  readonly oldest: number
  readonly newest: number
}

function EpochPicker({ label, param, value, oldest, newest }: EpochPickerProps) {
  return (
    <NumberInput
      size="xs"
      w={112}
      aria-label={label}
      leftSection={<span className="bd-dim">{label}</span>}
      leftSectionWidth={44}
      value={value}
      min={oldest}
      max={newest}
      allowDecimal={false}
      clampBehavior="strict"
      onChange={(next) => typeof next === 'number' && next >= 1 && setParams({ [param]: String(next) })}
    />
  )
}
