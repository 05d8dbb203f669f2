import { Button } from '@mantine/core'
import { IconTargetArrow } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useCanAct } from '../stores/can-act.ts'
import { goTo } from '../stores/scope.ts'

/** The way to the first targets, for whoever may import some. */
export function ImportButton() {
  const { t } = useTranslation()
  if (!useCanAct()) return null
  return (
    <Button variant="default" leftSection={<IconTargetArrow size={14} />} onClick={() => goTo('targets')}>
      {t('firstRun.importTargets')}
    </Button>
  )
}
