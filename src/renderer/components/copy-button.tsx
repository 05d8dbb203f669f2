import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useCopy } from './use-copy.ts'

/** Copies a text; with a `label` a button, else an icon (UI-3). */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation()
  const { copied, copy } = useCopy()
  const icon = copied ? <IconCheck size={14} /> : <IconCopy size={14} />
  if (label) {
    return (
      <Button variant="default" leftSection={icon} onClick={() => copy(text)}>
        {copied ? t('common.copied') : label}
      </Button>
    )
  }
  return (
    <Tooltip label={copied ? t('common.copied') : t('common.copy')}>
      <ActionIcon size="sm" aria-label={t('common.copy')} onClick={() => copy(text)}>
        {icon}
      </ActionIcon>
    </Tooltip>
  )
}

/** An id in the type of machines, with its copy button (UI-3). */
export function Copyable({ text }: { text: string }) {
  return (
    <span className="bd-copyable">
      <span className="bd-mono bd-shrinks bd-wrap">{text}</span>
      <CopyButton text={text} />
    </span>
  )
}
