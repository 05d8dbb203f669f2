import { ActionIcon, Tooltip } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconLink } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

/** `[UI-8]` Copies the address: opened elsewhere it shows the same. */
export function CopyAddress() {
  const { t } = useTranslation()
  const { copied, copy } = useClipboard({ timeout: 1500 })
  const label = copied ? t('common.copied') : t('common.copyLink')
  return (
    <Tooltip label={label}>
      <ActionIcon size="sm" aria-label={label} onClick={() => copy(location.href)}>
        {copied ? <IconCheck size={14} /> : <IconLink size={14} />}
      </ActionIcon>
    </Tooltip>
  )
}
