import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ChannelDraft, ChannelEdit } from './channel-draft.ts'

/** The fields of one line of text that are no secret. */
type PlainName = {
  [F in keyof ChannelDraft]: ChannelDraft[F] extends string ? (string extends ChannelDraft[F] ? F : never) : never
}[keyof ChannelDraft]

interface PlainFieldProps extends ChannelEdit {
  readonly field: PlainName
  readonly hint: string
  readonly placeholder?: string
}

/** A field that is no secret. */
export function PlainField({ field, hint, placeholder = '', draft, onChange, wrong }: PlainFieldProps) {
  const { t } = useTranslation()
  return (
    <TextInput
      name={field}
      label={t(`channels.field.${field}`)}
      description={hint}
      error={wrong(field)}
      placeholder={placeholder}
      autoComplete="off"
      spellCheck={false}
      value={draft[field]}
      onChange={(event) => onChange({ [field]: event.currentTarget.value })}
    />
  )
}
