import { Select } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

/** So many names at once; more are found by their letters. */
const MAX_SHOWN_ZONES = 50

/** The time zone of whoever looks at this. */
export const ownTimeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone

interface TimeZoneSelectProps {
  readonly label: string
  readonly value: string
  readonly onChange: (zone: string) => void
}

/** A time zone by its name; what the reader's own machine is in and UTC stand first. */
export function TimeZoneSelect({ label, value, onChange }: TimeZoneSelectProps) {
  const { t } = useTranslation()
  const zones = useMemo(
    () => [...new Set([value, ownTimeZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])],
    [value],
  )
  return (
    <Select
      size="xs"
      label={label}
      searchable
      allowDeselect={false}
      limit={MAX_SHOWN_ZONES}
      nothingFoundMessage={t('common.nothingMatches')}
      value={value}
      onChange={(zone) => zone !== null && onChange(zone)}
      data={zones}
    />
  )
}
