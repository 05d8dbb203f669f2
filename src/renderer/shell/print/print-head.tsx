import { useTranslation } from 'react-i18next'
import { monitorLabel } from '../../../console/monitor-label.ts'
import { useNow } from '../../components/relative-time.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useDesktop } from '../../stores/desktop.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { usePrinting } from '../../stores/printing.ts'
import { useRange } from '../../stores/range.ts'
import { useRoute } from '../../stores/route.ts'
import { isOfOneTask, useScope, useTask } from '../../stores/scope.ts'

/** `[DT-23]` What a sheet of paper has to say by itself: what it shows, of which monitor, task and time, and when it was printed. */
export function PrintHead() {
  const { t } = useTranslation()
  const format = useFormat()
  const screen = useRoute((route) => route.screen)
  const range = useRange()
  const now = useNow()
  const scope = useScope()
  const task = useTask()
  const isPdf = usePrinting(({ page }) => page?.isPdf ?? false)
  const tasks = useFleetData((data) => data.tasks)
  const desktop = useDesktop(({ state }) => state)
  const taskId = isOfOneTask(screen) ? task?.task_id : (scope ?? undefined)
  const named = taskId === undefined ? undefined : tasks.get(taskId)?.name
  const shown = desktop?.monitors.find(({ id }) => id !== null && id === desktop.attached)
  const monitor = desktop ? (shown ? monitorLabel(shown) : t('desktop.thisComputer')) : location.origin
  const span = `${format.exact(range.from)} – ${format.exact(range.to)}`
  const isOfFleet = screen !== 'settings' && screen !== 'help'
  return (
    <header className="bd-print-head">
      <strong>Batchdeck</strong>
      <h1>{t(`screen.${screen}`)}</h1>
      <dl>
        <Fact name={t('print.monitor')}>{monitor.replace(/^https?:\/\//, '')}</Fact>
        {isOfFleet && <Fact name={t('shell.task')}>{named ?? t('header.allTasks')}</Fact>}
        {isOfFleet && (
          <Fact name={t('range.title')}>{range.name === null ? span : `${t(`range.${range.name}`)} (${span})`}</Fact>
        )}
        <Fact name={t('print.at')}>{format.exact(now)}</Fact>
      </dl>
      {isPdf && (
        <span className="bd-print-wait" role="status">
          {t('print.saving')}
        </span>
      )}
    </header>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
