import { ActionIcon, Button, Group, PasswordInput, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

/** A header of a request; the value of one that is kept is not known here, and empty. */
export interface HeaderDraft {
  readonly name: string
  readonly value: string
}

interface HeaderFieldsProps {
  readonly headers: readonly HeaderDraft[]
  /** Whether its value stays as it is. */
  readonly keeps: (header: HeaderDraft) => boolean
  readonly onChange: (headers: readonly HeaderDraft[]) => void
}

/** `[SO-3]` Headers with secrets: what is kept is never shown again, and stays unless it is given anew. */
export function HeaderFields({ headers, keeps, onChange }: HeaderFieldsProps) {
  const { t } = useTranslation()
  const set = (at: number, part: Partial<HeaderDraft>) =>
    onChange(headers.map((header, i) => (i === at ? { ...header, ...part } : header)))
  const isKept = headers.map((header) => keeps(header))
  return (
    <div className="bd-stack-4 bd-start">
      <span className="bd-choice-label">{t('source.headers')}</span>
      <span className="bd-dim bd-choice-hint">
        {t(isKept.includes(true) ? 'source.headersKeptHint' : 'source.headersHint')}
      </span>
      {headers.map(({ name, value }, i) => (
        <Group key={i} gap={6} wrap="nowrap" w="100%">
          <TextInput
            flex={2}
            miw={0}
            aria-label={t('source.headerName')}
            placeholder={t('source.example.header')}
            autoComplete="off"
            value={name}
            onChange={(event) => set(i, { name: event.currentTarget.value })}
          />
          <PasswordInput
            flex={3}
            miw={0}
            size="xs"
            aria-label={t('source.headerValue')}
            placeholder={isKept[i] ? t('source.kept') : ''}
            autoComplete="off"
            value={value}
            onChange={(event) => set(i, { value: event.currentTarget.value })}
          />
          <ActionIcon
            aria-label={t('source.headerRemove', { name })}
            onClick={() => onChange(headers.filter((_, at) => at !== i))}
          >
            <IconX size={14} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange([...headers, { name: '', value: '' }])}
      >
        {t('source.headerAdd')}
      </Button>
    </div>
  )
}
