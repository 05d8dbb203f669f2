import { Button, Group, Input, PasswordInput, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ChannelEdit, SecretField as SecretName } from './channel-draft.ts'

interface SecretFieldProps extends ChannelEdit {
  readonly field: SecretName
  readonly label: string
  readonly hint: string
  readonly placeholder?: string
  /** Whether it is there to be read while it is typed, as an address is. */
  readonly isReadable?: boolean
  readonly isFirst?: boolean
}

/** `[CN-2]` A secret: one that is there is never shown again, and stays unless it is replaced. */
export function SecretField(props: SecretFieldProps) {
  const { t } = useTranslation()
  const {
    field,
    label,
    hint,
    placeholder = '',
    isReadable = false,
    isFirst = false,
    draft,
    channel,
    onChange,
    wrong,
  } = props
  const value = draft[field]
  const isThere = channel?.secrets.includes(field) ?? false
  if (value === null) {
    return (
      <Input.Wrapper size="xs" label={label} description={hint} error={wrong(field)} labelElement="div">
        <Group gap="sm" mt={4}>
          <span className="bd-dim">{t('channels.kept')}</span>
          <Button
            variant="default"
            size="compact-xs"
            aria-label={t('channels.replaceOf', { name: label })}
            onClick={() => onChange({ [field]: '' })}
          >
            {t('channels.replace')}
          </Button>
        </Group>
      </Input.Wrapper>
    )
  }
  const keep = isThere && (
    <Button
      variant="default"
      size="xs"
      flex="none"
      aria-label={t('channels.keepOf', { name: label })}
      onClick={() => onChange({ [field]: null })}
    >
      {t('channels.keep')}
    </Button>
  )
  const shared = {
    flex: 1,
    miw: 0,
    size: 'xs',
    label,
    description: hint,
    error: wrong(field),
    name: field,
    placeholder,
    autoComplete: 'off',
    spellCheck: false,
    value,
    // What was asked to be replaced is typed next.
    ...(isThere ? { autoFocus: true } : isFirst ? { 'data-autofocus': true } : {}),
    onChange: (event: { currentTarget: { value: string } }) => onChange({ [field]: event.currentTarget.value }),
  } as const
  return (
    <Group gap={6} align="end" wrap="nowrap">
      {isReadable ? (
        <TextInput {...shared} inputMode="url" />
      ) : (
        <PasswordInput
          {...shared}
          visibilityToggleButtonProps={{ 'aria-label': t('channels.showSecret', { name: label }) }}
        />
      )}
      {keep}
    </Group>
  )
}
