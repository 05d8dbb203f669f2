import { Button } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { TaskResource } from '../../../contract/resources/task.ts'
import type { UndoResource } from '../../../contract/resources/undo.ts'
import { useNow } from '../../components/relative-time.tsx'
import { useCauseText } from '../../i18n/cause.ts'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { openDialog } from '../../stores/dialog.ts'
import { useFleet } from '../../stores/fleet.ts'
import { countdown } from '../../../console/countdown.ts'

/** `[EP-12]` Says of the last change of targets that it can be undone, and for how long still. */
export function UndoBar({ task }: { task: TaskResource }) {
  const { undo } = task
  const canAct = useCanAct()
  return undo && canAct && <UndoLine taskId={task.task_id} undo={undo} />
}

function UndoLine({ taskId, undo }: { taskId: number; undo: UndoResource }) {
  const { t } = useTranslation()
  const format = useFormat()
  const causeText = useCauseText()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const left = undo.until - useNow()
  if (left <= 0) return null
  const last = t('undo.last', { epoch: format.number(undo.epoch), cause: causeText(undo) })
  return (
    <section className="bd-undo" aria-label={t('undo.label')} title={last}>
      <IconArrowBackUp className="bd-fixed" size={16} aria-hidden />
      <span className="bd-undo-last bd-truncate">{last}</span>
      <span className="bd-dim bd-fixed">{t('undo.left', { time: countdown(left) })}</span>
      <Button flex="none" variant="default" disabled={!isLive} onClick={() => openDialog({ kind: 'undo', taskId })}>
        {t('undo.open')}
      </Button>
    </section>
  )
}
