import { useTranslation } from 'react-i18next'
import { useCanAct } from '../../stores/can-act.ts'
import { useTask } from '../../stores/selected-task.ts'
import { CurrentTargets } from './current-targets.tsx'
import { ImportPanel } from './import-panel.tsx'

/** The target list: the present one, and how to replace it with a look at the consequences first. */
export function TargetsScreen() {
  const { t } = useTranslation()
  const task = useTask()
  const canAct = useCanAct()
  return (
    <div className="bd-screen">
      <div className="bd-screen-head">
        <h1>{t('screen.targets')}</h1>
        {task && <span className="bd-dim">{task.name}</span>}
      </div>
      <div className="bd-targets-columns" data-alone={canAct ? undefined : ''}>
        {canAct && <ImportPanel task={task} />}
        <CurrentTargets key={task?.task_id ?? 0} task={task} />
      </div>
    </div>
  )
}
