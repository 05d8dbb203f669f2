import { ActionIcon, Tooltip } from '@mantine/core'
import { IconCheck, IconLink } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { linkHere } from '../stores/link-here.ts'
import { useCopy } from './use-copy.ts'

/** `[UI-8]` `[DT-17]` Copies the address, or in the desktop app the link: opened elsewhere it shows the same. */
export function CopyAddress() {
  const { t } = useTranslation()
  const { copied, copy } = useCopy()
  const isApp = window.batchdeck !== undefined
  const label = copied ? t('common.copied') : t('common.copyLink')
  const hint = isApp && linkHere().isLocal ? t('links.localHint', { label }) : label
  return (
    <Tooltip label={hint}>
      <ActionIcon size="sm" aria-label={label} onClick={() => copy(isApp ? linkHere().app : location.href)}>
        {copied ? <IconCheck size={14} /> : <IconLink size={14} />}
      </ActionIcon>
    </Tooltip>
  )
}
