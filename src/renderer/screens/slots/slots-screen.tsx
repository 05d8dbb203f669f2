import { Button, SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../components/empty-state.tsx'
import { useFleetData } from '../../stores/fleet.ts'
import { setParams, useParam } from '../../stores/route.ts'
import { goTo, useTask } from '../../stores/scope.ts'
import { CompareMode } from './compare-mode.tsx'
import { HistoryMode } from './history-mode.tsx'
import { NowMode } from './now-mode.tsx'
import { WhatIfMode } from './what-if-mode.tsx'

const modes = { now: NowMode, history: HistoryMode, compare: CompareMode, 'what-if': WhatIfMode } as const
type Mode = keyof typeof modes
const modeNames = ['now', 'history', 'compare', 'what-if'] as const satisfies Mode[]

/** The 256 slots of the task: whose they are, whose they were, and whose they would be. */
export function SlotsScreen() {
  const { t } = useTranslation()
  const task = useTask()
  const slots = useFleetData((data) => data.slots.get(task?.task_id ?? -1))
  const param = useParam('mode')
  const mode = modeNames.find((name) => name === param) ?? 'now'
  const Shown = modes[mode]
  const isThere = slots !== undefined && slots.epoch > 0
  return (
    <div className="bd-screen">
      <div className="bd-screen-head">
        {isThere && (
          <SegmentedControl
            aria-label={t('slots.mode')}
            value={mode}
            onChange={(value) => setParams({ mode: value === 'now' ? '' : value })}
            data={modeNames.map((value) => ({ value: value as string, label: t(`slots.modes.${value}`) }))}
          />
        )}
        {task && <span className="bd-dim bd-truncate">{task.name}</span>}
      </div>
      {isThere ? (
        <Shown key={slots.task_id} slots={slots} />
      ) : (
        <section className="bd-panel bd-table">
          <EmptyState title={t('slots.empty')} hint={t('slots.emptyHint')}>
            <Button variant="default" onClick={() => goTo('targets')}>
              {t('firstRun.importTargets')}
            </Button>
          </EmptyState>
        </section>
      )}
    </div>
  )
}
