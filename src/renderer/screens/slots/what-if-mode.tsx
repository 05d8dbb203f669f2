import { Alert, Button, Checkbox, MultiSelect, NumberInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconFlask, IconScale, IconUserMinus, IconUserPlus } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProcedureInput } from '../../../contract/procedures.ts'
import type { SlotsResource } from '../../../contract/resources/slots.ts'
import { useCall } from '../../backend/use-call.ts'
import { Figure } from '../../components/figure.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { openReloadDialog } from '../../stores/dialog.ts'
import { usePaused } from '../../stores/fleet.ts'
import { setParams, useParam } from '../../stores/route.ts'
import { useRemarkWords } from '../../features/plan-preview/remark-words.ts'
import { DrainButton } from './drain-button.tsx'
import { LoadList, type LoadRow } from './load-list.tsx'
import { type Load, loadsOf, type Owner, withMoves } from './loads.ts'
import { MapPanel } from './map-panel.tsx'
import { Notice } from './notice.tsx'
import { BalanceFigures, useMembers } from './now-mode.tsx'
import { useSpotlight } from './spotlight.ts'

const MAX_MORE_CONSUMERS = 1000
/** How long a hypothesis stands still before it is asked, ms. */
const TYPING = 120

/** `[PL-7]` Whose the slots would be. Nothing here is published. */
export function WhatIfMode({ slots }: { slots: SlotsResource }) {
  const { t } = useTranslation()
  const format = useFormat()
  const canAct = useCanAct()
  const remarkWords = useRemarkWords()
  const members = useMembers()
  const { without, more, rebalance, setWithout } = useHypothesis()
  const isPaused = usePaused()
  const { preview, problem, isPending, isOfLater } = useWhatIf(slots, { without, more, rebalance })
  const predicted = useMemo(() => (preview ? withMoves(slots, preview.slots_moved) : slots), [slots, preview])
  const light = useSpotlight(predicted)
  const left = useMemo(() => new Set(without), [without])
  const rows = useMemo(() => loadRows(slots, predicted, members, left), [slots, predicted, members, left])
  const toggle = (owner: string) =>
    setWithout(left.has(owner) ? without.filter((id) => id !== owner) : [...without, owner])
  const isAsked = without.length > 0 || more > 0 || rebalance
  return (
    <>
      <div className="bd-slots-whatif" role="status">
        <IconFlask className="bd-fixed" size={16} color="var(--bd-suspect)" aria-hidden />
        <span className="bd-spacer">{t('slots.whatIf.banner')}</span>
        <Button variant="default" onClick={() => setParams({ mode: '', without: '', more: '', rebalance: '' })}>
          {t('slots.whatIf.exit')}
        </Button>
      </div>
      <div className="bd-slots-body">
        <MapPanel
          label={t('slots.mapPlan')}
          map={predicted}
          before={preview && preview.slots_moved.length > 0 ? slots : null}
          light={light}
          renderAction={(owner) =>
            members.includes(owner ?? '') && (
              <Button size="compact-xs" variant="default" onClick={() => toggle(owner!)}>
                {left.has(owner!) ? t('slots.whatIf.putBack') : t('slots.whatIf.takeOut')}
              </Button>
            )
          }
        />
        <div className="bd-slots-side">
          <section className="bd-panel bd-slots-controls" aria-label={t('slots.modes.what-if')}>
            <MultiSelect
              flex="1 1 140px"
              miw={0}
              size="xs"

              label={t('slots.whatIf.without')}
              placeholder={without.length === 0 ? t('slots.whatIf.withoutHint') : ''}
              leftSection={<IconUserMinus size={14} />}
              data-filter
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
              w={96}
              label={t('slots.whatIf.more')}
              leftSection={<IconUserPlus size={14} />}
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
              mb={7}
              label={t('slots.whatIf.rebalance')}
              checked={rebalance}
              onChange={(event) => setParams({ rebalance: event.currentTarget.checked ? '1' : '' })}
            />
          </section>
          {isPaused && isOfLater && <Notice>{t('slots.whatIf.paused')}</Notice>}
          {problem !== null && (
            <Alert color="red">
              {problem}{' '}
              <Button variant="default" ml="sm" onClick={() => setParams({ without: '', more: '', rebalance: '' })}>
                {t('slots.whatIf.startOver')}
              </Button>
            </Alert>
          )}
          <section className="bd-panel bd-figures" aria-busy={isPending}>
            <Figure label={t('slots.slotsMoved')} value={format.number(preview?.slots_moved.length ?? 0)} />
            <Figure
              label={t('slots.movedLeast')}
              value={`${format.number(preview?.counts.moved_consumer ?? 0)} / ${format.number(preview?.counts.least_moved_consumer ?? 0)}`}
              title={t('epochs.movedHint')}
            />
            <BalanceFigures loads={rows.flatMap(({ owner, planned }) => (left.has(owner ?? '') ? [] : planned))} />
          </section>
          {preview && preview.remarks.length > 0 && (
            <Notice>{preview.remarks.map((remark) => remarkWords(remark)).join(' · ')}</Notice>
          )}
          <LoadList
            rows={rows}
            isPlan
            light={light}
            selection={{
              ids: left,
              onChange: (ids) => setWithout([...ids].filter((id) => members.includes(id) || left.has(id))),
              canSelect: ({ owner }) => owner !== null && (members.includes(owner) || left.has(owner)),
            }}
          />
          {isAsked && canAct && (
            <section className="bd-slots-really">
              <span className="bd-dim">{t('slots.whatIf.really')}</span>
              {without.length > 0 && <DrainButton consumers={without} />}
              {rebalance && (
                <Button
                  variant="default"
                  leftSection={<IconScale size={14} />}
                  onClick={() => openReloadDialog({ rebalance: true })}
                >
                  {t('slots.whatIf.rebalanceNow')}
                </Button>
              )}
              {more > 0 && <span className="bd-dim">{t('slots.whatIf.moreHint')}</span>}
            </section>
          )}
        </div>
      </div>
    </>
  )
}

/** What is asked; it stands in the address, so that the question can be shared. */
function useHypothesis() {
  const [withoutParam, moreParam] = [useParam('without'), useParam('more')]
  const rebalance = useParam('rebalance') === '1'
  const without = useMemo(() => (withoutParam === '' ? [] : withoutParam.split(',')), [withoutParam])
  const more = Math.max(0, Math.min(MAX_MORE_CONSUMERS, Math.floor(Number(moreParam)) || 0))
  const setWithout = (ids: readonly string[]) => setParams({ without: ids.join(',') })
  return { without, more, rebalance, setWithout }
}

type Hypothesis = Omit<ProcedureInput<'plan.what-if'>, 'task_id'>

/** The monitor's answer to a hypothesis; the last one of this task stays until there is another. */
function useWhatIf({ task_id, epoch }: SlotsResource, hypothesis: Hypothesis) {
  const key = JSON.stringify({ task_id, epoch, ...hypothesis })
  const [asked] = useDebouncedValue(key, TYPING)
  const { epoch: since, ...params } = JSON.parse(asked) as ProcedureInput<'plan.what-if'> & { epoch: number }
  const { answer, isOld, problem } = useCall('plan.what-if', params, {
    dependsOn: [since],
    keeps: (last) => last.task_id === task_id,
  })
  // Slots of another epoch than those shown would make a map that never was: while paused, there is no answer.
  const isOfThis = answer?.task_id === task_id && answer.base_epoch === epoch
  return {
    preview: isOfThis ? answer : null,
    problem,
    /** The plan has gone on meanwhile, and is not shown yet. */
    isOfLater: answer !== null && !isOfThis,
    isPending: isOld || (problem === null && !isOfThis),
  }
}

/** Everybody's load now and then; whoever is taken out stays in the list, or could not be put back. */
function loadRows(
  now: SlotsResource,
  then: Parameters<typeof loadsOf>[0],
  members: readonly string[],
  left: ReadonlySet<string>,
): LoadRow[] {
  const nothing = (owner: Owner): Load => ({ owner, slots: 0, targets: 0 })
  const all = [...members, ...left]
  const before = new Map(loadsOf(now, all).map((load) => [load.owner, load]))
  const after = loadsOf(
    then,
    [...before.keys()].filter((owner) => owner !== null),
  )
  const rows = after.map((load) => ({
    owner: load.owner,
    now: before.get(load.owner) ?? nothing(load.owner),
    planned: load,
  }))
  const unowned = before.get(null)
  // What nobody has now somebody would have.
  return unowned && rows[0]?.owner !== null ? [{ owner: null, now: unowned, planned: nothing(null) }, ...rows] : rows
}
