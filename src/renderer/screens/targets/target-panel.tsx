import { Alert, Button } from '@mantine/core'
import { IconListDetails, IconMap2 } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Target } from '../../../contract/resources/target.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { useCall } from '../../backend/use-call.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { PanelHead } from '../../components/panel-head.tsx'
import { SidePanel } from '../../components/side-panel.tsx'
import { useCanAct } from '../../stores/can-act.ts'
import { useFleet, useFleetData } from '../../stores/fleet.ts'
import { setParams } from '../../stores/route.ts'
import { useLink } from '../../stores/scope.ts'
import { RemoveTarget } from './remove-target.tsx'
import { TargetDetail } from './target-detail.tsx'

/** What a target says of itself is asked for again no more often than this, however often its batch reports, ms. */
const REPORTS_INTERVAL_MS = 5000

interface TargetPanelProps {
  readonly task: TaskResource
  /** In either spelling. */
  readonly target: string
  /** Where it stands in the list; null where that is not known. */
  readonly place: { readonly index: number; readonly count: number } | null
  readonly onStep: (by: 1 | -1) => void
  readonly onClose: () => void
}

/** One target, beside the list. */
export function TargetPanel({ task, target, place, onStep, onClose }: TargetPanelProps) {
  const { t } = useTranslation()
  const canAct = useCanAct()
  const isLive = useFleet(({ connection }) => connection === 'live')
  /** Which target was answered last, and its batch. */
  const [last, setLast] = useState<{ readonly of: string; readonly batchId: number } | null>(null)
  const heard = useFleetData(({ batches }) => batches.get(last?.batchId ?? -1)?.updated_at ?? 0)
  const { answer, isOld, problem, again } = useCall(
    'target.show',
    { task_id: task.task_id, target },
    {
      dependsOn: [task.epoch, Math.floor(heard / REPORTS_INTERVAL_MS)],
      isEnabled: isLive,
      keeps: (_, [, params]) => params?.task_id === task.task_id,
    },
  )
  if (answer && !isOld && (last?.of !== target || last.batchId !== answer.batch_id)) {
    setLast({ of: target, batchId: answer.batch_id })
  }
  // Asked for in another spelling, its row is known by the one it has.
  const spelling = answer && !isOld ? answer.target : target
  useEffect(() => {
    if (spelling !== target) setParams({ open: spelling })
  }, [spelling, target])
  const isOther = isOld && last?.of !== target
  return (
    <SidePanel
      label={`${t('targetList.column.target')} ${target}`}
      onClose={onClose}
      onStep={place && ((by) => onStep(by))}
      header={<PanelHead label={t('targetList.column.target')} place={place} onStep={onStep} onClose={onClose} />}
      footer={
        answer &&
        problem === null && <PanelFoot task={task} target={answer} canRemove={canAct && !isOther} onRemoved={onClose} />
      }
    >
      {problem !== null && (
        <>
          <Alert color="red">{problem}</Alert>
          <EmptyState title={t('targetPanel.missing')} hint={t('targetPanel.missingHint')}>
            <span className="bd-line">
              <Button variant="default" onClick={() => setParams({ open: '', q: target })}>
                {t('targetPanel.lookFor')}
              </Button>
              <Button variant="default" onClick={again}>
                {t('common.tryAgain')}
              </Button>
            </span>
          </EmptyState>
        </>
      )}
      {!answer && problem === null && <LoadingState />}
      {answer && <TargetDetail task={task} target={answer} isOld={isOther} />}
    </SidePanel>
  )
}

interface PanelFootProps {
  readonly task: TaskResource
  readonly target: Target
  readonly canRemove: boolean
  readonly onRemoved: () => void
}

function PanelFoot({ task, target: { target, batch_id, slot }, canRemove, onRemoved }: PanelFootProps) {
  const link = useLink()
  const { t } = useTranslation()
  return (
    <>
      <Button
        component="a"
        variant="default"
        leftSection={<IconListDetails size={14} />}
        href={link('events', { batch: String(batch_id) })}
      >
        {t('targetPanel.events')}
      </Button>
      <Button
        component="a"
        className="bd-side-extra"
        variant="default"
        leftSection={<IconMap2 size={14} />}
        href={link('slots', { slot: String(slot), task: String(task.task_id) })}
      >
        {t('targetPanel.slot', { slot })}
      </Button>
      <span className="bd-spacer" />
      {canRemove && <RemoveTarget task={task} target={target} onRemoved={onRemoved} />}
    </>
  )
}
