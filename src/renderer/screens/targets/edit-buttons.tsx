import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFleet } from '../../stores/fleet.ts'
import { pushParams } from '../../stores/route.ts'

/** The ways to another list, each on a page of its own that shows first what it would do (UI-5). */
export function EditButtons() {
  const { t } = useTranslation()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const begin = (edit: string) => pushParams({ import: edit, open: '' })
  return (
    <Button.Group>
      <Button variant="default" disabled={!isLive} leftSection={<IconPlus size={14} />} onClick={() => begin('add')}>
        {t('targetList.add')}
      </Button>
      <Button variant="default" disabled={!isLive} onClick={() => begin('remove')}>
        {t('targetList.remove')}
      </Button>
      <Button variant="default" disabled={!isLive} onClick={() => begin('replace')}>
        {t('targetList.replace')}
      </Button>
    </Button.Group>
  )
}
