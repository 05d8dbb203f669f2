import { Button } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { useFleet, useFleetData } from '../../stores/fleet.ts'
import { SourceDialog } from './source-dialog.tsx'

/** Gives a task a source while it has none. */
export function SetSource({ task }: { task: TaskResource }) {
  const { t } = useTranslation()
  const canAct = useCanAct()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const hasSource = useFleetData(({ sources }) => sources.some(({ task_id }) => task_id === task.task_id))
  const [isOpen, setOpen] = useState(false)
  if (!canAct || hasSource) return null
  return (
    <>
      <Button
        variant="default"
        disabled={!isLive}
        leftSection={<IconPlugConnected size={14} />}
        onClick={() => setOpen(true)}
      >
        {t('source.set')}
      </Button>
      {isOpen && <SourceDialog task={task} source={null} onClose={() => setOpen(false)} />}
    </>
  )
}
