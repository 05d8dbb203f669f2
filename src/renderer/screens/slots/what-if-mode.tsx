import { Button, Checkbox, MultiSelect, NumberInput } from '@mantine/core'
import { IconFlask, IconScale, IconUserMinus, IconUserPlus } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useRemarkWords } from '../../features/plan-preview/remark-words.ts'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { openReloadDialog } from '../../stores/dialog.ts'
import { usePaused } from '../../stores/fleet.ts'
import { setParams } from '../../stores/route.ts'
import { DrainButton } from './drain-button.tsx'
import { LoadList } from './load-list.tsx'
import { plannedRows } from './load-rows.ts'
import { withMoves } from './loads.ts'
import { isColoredByOwner, MapPanel } from './map-panel.tsx'
import type { ModeProps } from './mode-props.ts'
import { SlotFigures, useLoadFigures, useMovedFigure } from './slot-figures.tsx'
import { SlotsFrame } from './slots-frame.tsx'
import { useSpotlight } from './spotlight.ts'
import { useMembers } from './use-members.ts'
import { type Hypothesis, MAX_MORE_CONSUMERS, useHypothesis, useWhatIf } from './use-what-if.ts'

const nothingAsked = { without: '', more: '', rebalance: '' } as const

/** `[PL-7]` Whose the slots would be. Nothing here is published. */
export function WhatIfMode({ slots }: ModeProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const remarkWords = useRemarkWords()
  const members = useMembers()
  const hypothesis = useHypothesis()
  const { without, setWithout } = hypothesis
  const isPaused = usePaused()
  const { preview, problem, isPending, isOfLater } = useWhatIf(slots, hypothesis)
  const predicted = useMemo(() => (preview ? withMoves(slots, preview.slots_moved) : slots), [slots, preview])
  const light = useSpotlight(predicted)
  const left = useMemo(() => new Set(without), [without])
  const rows = useMemo(() => plannedRows(slots, predicted, members, left), [slots, predicted, members, left])
  const [, , ...balance] = useLoadFigures(rows.flatMap(({ owner, planned }) => (left.has(owner ?? '') ? [] : planned)))
  const movedFigure = useMovedFigure()
  const toggle = (owner: string) =>
    setWithout(left.has(owner) ? without.filter((id) => id !== owner) : [...without, owner])
  const remarks = preview?.remarks.map((remark) => remarkWords(remark, preview)).join(' · ') ?? ''
  const notice = isPaused && isOfLater ? t('slots.whatIf.paused') : remarks
  return (
    <SlotsFrame
      mode="what-if"
      newest={slots.epoch}
      controls={<Question {...hypothesis} members={members} />}
      context={
        <>
          <IconFlask className="bd-fixed" size={15} color="var(--bd-suspect)" aria-hidden />
          <span className="bd-truncate" title={t('slots.whatIf.banner')}>
            {t('slots.whatIf.banner')}
          </span>
        </>
      }
      notice={
        problem === null ? (
          notice !== '' && (
            <span className="bd-truncate" title={notice}>
              {notice}
            </span>
          )
        ) : (
          <>
            <span className="bd-truncate" title={problem}>
              {problem}
            </span>
            <Button size="compact-xs" variant="default" onClick={() => setParams(nothingAsked)}>
              {t('slots.whatIf.startOver')}
            </Button>
          </>
        )
      }
      map={
        <MapPanel
          label={t('slots.mapPlan')}
          map={predicted}
          before={preview && preview.slots_moved.length > 0 ? slots : null}
          light={light}
          isPending={isPending}
          renderAction={(owner) =>
            members.includes(owner ?? '') && (
              <Button size="compact-xs" variant="default" onClick={() => toggle(owner!)}>
                {left.has(owner!) ? t('slots.whatIf.putBack') : t('slots.whatIf.takeOut')}
              </Button>
            )
          }
        />
      }
      figures={
        <SlotFigures
          isPending={isPending}
          figures={[
            {
              label: t('slots.slotsMoved'),
              value: preview ? format.number(preview.slots_moved.length) : t('common.none'),
            },
            {
              label: t('slots.whatIf.notified'),
              value: preview ? format.number(preview.consumers_touched.length) : t('common.none'),
            },
            ...balance,
            movedFigure(preview && [preview.counts.moved_consumer, preview.counts.least_moved_consumer]),
          ]}
        />
      }
      list={
        <LoadList
          rows={rows}
          isPlan
          light={light}
          isColored={isColoredByOwner(predicted)}
          selection={{
            ids: left,
            onChange: (ids) => setWithout([...ids].filter((id) => members.includes(id) || left.has(id))),
            canSelect: ({ owner }) => owner !== null && (members.includes(owner) || left.has(owner)),
          }}
        />
      }
    />
  )
}

/** What is asked, and what of it can be done for real. */
function Question({ without, more, rebalance, setWithout, members }: Hypothesis & { members: readonly string[] }) {
  const { t } = useTranslation()
  const canAct = useCanAct()
  return (
    <>
      <MultiSelect
        className="bd-without"
        size="xs"
        aria-label={t('slots.whatIf.without')}
        placeholder={without.length === 0 ? t('slots.whatIf.without') : ''}
        leftSection={<IconUserMinus size={14} />}
        searchable
        clearable
        limit={50}
        data={[...new Set([...members, ...without])]}
        value={[...without]}
        onChange={setWithout}
        comboboxProps={{ transitionProps: { duration: 0 } }}
        classNames={{ inputField: 'bd-without-input', pillsList: 'bd-without-pills' }}
      />
      <NumberInput
        size="xs"
        w={112}
        flex="none"
        aria-label={t('slots.whatIf.more')}
        leftSection={
          <span className="bd-status bd-dim">
            <IconUserPlus size={14} aria-hidden />
            {t('slots.whatIf.more')}
          </span>
        }
        leftSectionWidth={56}
        title={t('slots.whatIf.moreHint')}
        value={more}
        min={0}
        max={MAX_MORE_CONSUMERS}
        allowDecimal={false}
        allowNegative={false}
        clampBehavior="strict"
        onChange={(value) => setParams({ more: Number(value) > 0 ? String(value) : '' })}
      />
      <Checkbox
        size="xs"
        flex="none"
        label={t('slots.whatIf.rebalance')}
        checked={rebalance}
        onChange={(event) => setParams({ rebalance: event.currentTarget.checked ? '1' : '' })}
      />
      <span className="bd-spacer" />
      {canAct && without.length > 0 && <DrainButton consumers={without} />}
      {canAct && rebalance && (
        <Button
          flex="none"
          variant="default"
          leftSection={<IconScale size={14} />}
          onClick={() => openReloadDialog({ rebalance: true })}
        >
          {t('slots.whatIf.rebalanceNow')}
        </Button>
      )}
    </>
  )
}
