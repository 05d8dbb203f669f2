import { MultiSelect } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type AlertKind, alertKinds, severities, severityOf } from '../../../contract/resources/alert.ts'

interface AlertKindSelectProps {
  readonly label: string
  readonly hint: string
  /** What stands there while none is chosen. */
  readonly placeholder: string
  readonly value: readonly AlertKind[]
  readonly onChange: (kinds: AlertKind[]) => void
}

/** Some kinds of alerts, the gravest first. */
export function AlertKindSelect({ label, hint, placeholder, value, onChange }: AlertKindSelectProps) {
  const { t } = useTranslation()
  const data = useMemo(
    () =>
      severities.map((severity) => ({
        group: t(`severity.${severity}`),
        items: alertKinds
          .filter((kind) => severityOf(kind) === severity)
          .map((kind) => ({ value: kind, label: t(`alertKind.${kind}`) })),
      })),
    [t],
  )
  return (
    <MultiSelect
      size="xs"
      label={label}
      description={hint}
      placeholder={value.length === 0 ? placeholder : ''}
      searchable
      clearable
      hidePickedOptions
      nothingFoundMessage={t('common.nothingMatches')}
      value={[...value]}
      onChange={(kinds) => onChange(kinds)}
      data={data}
    />
  )
}
