import { ActionIcon, Tooltip } from '@mantine/core'
import { IconCheck, IconLink } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useCopy } from './use-copy.ts'

/** `[UI-8]` Copies the address: opened elsewhere it shows the same. */
export function CopyAddress() {
  const { t } = useTranslation()
  const { copied, copy } = useCopy()
  const label = copied ? t('common.copied') : t('common.copyLink')
  return (
    <Tooltip label={label}>
      <ActionIcon size="sm" aria-label={label} onClick={() => copy(location.href)}>
        {copied ? <IconCheck size={14} /> : <IconLink size={14} />}
      </ActionIcon>
    </Tooltip>
  )
}
