import { ActionIcon, NumberInput, SegmentedControl, Tooltip } from '@mantine/core'
import { IconArrowRight, IconArrowsExchange } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SlotsResource } from '../../../contract/resources/slots.ts'
import type { SlotStep } from '../../../contract/slot-history.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/table-row.tsx'
import { Figure } from '../../components/figure.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { useCauseText } from '../../i18n/cause.ts'
import { useFormat } from '../../i18n/format.ts'
import { setParams, useParam } from '../../stores/route.ts'
import { ArchiveProblem } from './archive-problem.tsx'
import { movesBetween, type SlotMove } from './loads.ts'
import { MapPanel, OwnerName } from './map-panel.tsx'
import type { EpochSlots } from './slot-archive.ts'
import { type Spotlight, useSpotlight } from './spotlight.ts'
import { useSlotArchive } from './use-slot-archive.ts'

/** Which slots are not whose they were. Without a choice: what the present epoch changed. */
export function CompareMode({ slots }: { slots: SlotsResource }) {
  const { t } = useTranslation()
  const newest = slots.epoch
  const [fromParam, toParam] = [useParam('from'), useParam('to')]
  const to = Math.min(newest, Number(toParam) || newest)
  const from = Number(fromParam) || Math.max(1, to - 1)
  const { archive, found, oldest, problem } = useSlotArchive(slots.task_id, newest, [to, from])
  const [after = null, before = null] = found
  return (
    <>
      {problem !== null && <ArchiveProblem problem={problem} onRetry={() => archive.retry()} />}
      <section className="bd-panel bd-slots-controls" aria-label={t('slots.modes.compare')}>
        <EpochPicker
          label={t('slots.from')}
          param="from"
          value={from}
          oldest={oldest ?? 1}
          newest={newest}
          step={before?.step ?? null}
        />
        <Tooltip label={t('slots.swap')}>
          <ActionIcon
            size={30}
            aria-label={t('slots.swap')}
            onClick={() => setParams({ from: String(to), to: String(from) })}
          >
            <IconArrowsExchange size={16} />
          </ActionIcon>
        </Tooltip>
        <EpochPicker
          label={t('slots.to')}
          param="to"
          value={to}
          oldest={oldest ?? 1}
          newest={newest}
          step={after?.step ?? null}
        />
      </section>
      {before && after ? (
        <Comparison before={before} after={after} />
      ) : (
        problem === null &&
        (oldest !== null && from < oldest ? (
          <EmptyState title={t('slots.noEarlier', { epoch: oldest })} />
        ) : (
          <LoadingState label={t('slots.loadingHistory')} />
        ))
      )}
    </>
  )
}

interface EpochPickerProps {
  readonly label: string
  readonly param: 'from' | 'to'
  readonly value: number
  readonly oldest: number
  readonly newest: number
  readonly step: SlotStep | null
}

function EpochPicker({ label, param, value, oldest, newest, step }: EpochPickerProps) {
  const causeText = useCauseText()
  return (
    <div className="bd-slots-epoch">
      <NumberInput
        size="xs"
        w={110}
        label={label}
        value={value}
        min={oldest}
        max={newest}
        allowDecimal={false}
        clampBehavior="strict"
        onChange={(next) => typeof next === 'number' && next >= 1 && setParams({ [param]: String(next) })}
      />
      <span className="bd-dim" title={step ? causeText(step) : undefined}>
        {step && (
          <>
            <RelativeTime at={step.created_at} />
            <br />
            {causeText(step)}
          </>
        )}
      </span>
    </div>
  )
}

function Comparison({ before, after }: { before: EpochSlots; after: EpochSlots }) {
  const { t } = useTranslation()
  const format = useFormat()
  const isBefore = useParam('show') === 'from'
  const shown = isBefore ? before : after
  const other = isBefore ? after : before
  const light = useSpotlight(shown.map)
  const moves = useMemo(() => movesBetween(before.map, after.map), [before, after])
  const sum = (side: 'before' | 'after') => moves.reduce((total, move) => total + move[side], 0)
  const isNext = after.step.epoch === before.step.epoch + 1
  return (
    <div className="bd-slots-body">
      <MapPanel
        label={t('slots.mapAt', { epoch: shown.step.epoch })}
        map={shown.map}
        before={other.map}
        light={light}
      />
      <div className="bd-slots-side">
        <section className="bd-panel bd-figures">
          <Figure label={t('slots.slotsMoved')} value={format.number(moves.length)} />
          <Figure
            label={t('slots.targetsBefore')}
            value={format.number(sum('before'))}
            title={t('slots.targetsInMoved')}
          />
          <Figure
            label={t('slots.targetsAfter')}
            value={format.number(sum('after'))}
            title={t('slots.targetsInMoved')}
          />
          {isNext && (
            <Figure
              label={t('slots.movedLeast')}
              value={`${format.number(after.step.moved_consumer)} / ${format.number(after.step.least_moved_consumer)}`}
              title={t('epochs.movedHint')}
            />
          )}
        </section>
        <SegmentedControl
          fullWidth
          aria-label={t('slots.show')}
          value={isBefore ? 'from' : 'to'}
          onChange={(value) => setParams({ show: value === 'from' ? 'from' : '' })}
          data={[
            { value: 'from', label: t('slots.mapAt', { epoch: before.step.epoch }) },
            { value: 'to', label: t('slots.mapAt', { epoch: after.step.epoch }) },
          ]}
        />
        <MoveList moves={moves} light={light} />
      </div>
    </div>
  )
}

/** Every slot that moved: from whom, to whom, and with how many targets. */
function MoveList({ moves, light }: { moves: readonly SlotMove[]; light: Spotlight }) {
  const { t } = useTranslation()
  const columns = useColumns()
  return (
    <DataTable
      label={t('slots.moves')}
      rows={moves}
      columns={columns}
      rowId={({ slot }) => String(slot)}
      {...(light.chosen && 'slot' in light.chosen && { openId: String(light.chosen.slot) })}
      onOpen={({ slot }) => light.choose({ slot })}
      onPoint={(row) => light.point(row && { slot: row.slot })}
      exportName="slot-moves"
      empty={<EmptyState title={t('targets.slotsStay')} />}
    />
  )
}

function useColumns(): readonly Column<SlotMove>[] {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    (): readonly Column<SlotMove>[] => [
      { id: 'slot', header: t('slots.slotColumn'), width: '60px', align: 'right', value: ({ slot }) => slot },
      {
        id: 'from',
        header: t('slots.from'),
        width: 'minmax(100px, 1fr)',
        value: ({ from }) => from ?? '',
        cell: ({ from }) => <OwnerName owner={from} />,
      },
      {
        id: 'to',
        header: t('slots.to'),
        width: 'minmax(100px, 1fr)',
        value: ({ to }) => to ?? '',
        cell: ({ to }) => (
          <span className="bd-status bd-owner">
            <IconArrowRight className="bd-fixed" size={12} aria-hidden />
            <OwnerName owner={to} />
          </span>
        ),
      },
      {
        id: 'targets',
        header: t('consumers.targets'),
        width: '80px',
        align: 'right',
        value: ({ after }) => after,
        cell: ({ after }) => format.number(after),
      },
    ],
    [t, format],
  )
}
