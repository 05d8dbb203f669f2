import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { SlotsResource } from '../../../contract/resources/slots.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { useFleetData } from '../../stores/fleet.ts'
import { useParam } from '../../stores/route.ts'
import { goTo, useTask } from '../../stores/scope.ts'
import { CompareMode } from './compare-mode.tsx'
import { HistoryMode } from './history-mode.tsx'
import { NowMode } from './now-mode.tsx'
import { modes } from './slots-frame.tsx'
import { useSlotArchive } from './use-slot-archive.ts'
import { WhatIfMode } from './what-if-mode.tsx'

const shown = { now: NowMode, history: HistoryMode, compare: CompareMode, 'what-if': WhatIfMode } as const

/** The 256 slots of the task: whose they are, whose they were, and whose they would be. */
export function SlotsScreen() {
  const { t } = useTranslation()
  const task = useTask()
  const slots = useFleetData((data) => data.slots.get(task?.task_id ?? -1))
  return (
    <div className="bd-screen">
      {slots !== undefined && slots.epoch > 0 ? (
        <Modes key={slots.task_id} slots={slots} />
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

function Modes({ slots }: { slots: SlotsResource }) {
  const param = useParam('mode')
  const archive = useSlotArchive(slots.task_id)
  const Shown = shown[modes.find((name) => name === param) ?? 'now']
  return <Shown slots={slots} archive={archive} />
}
