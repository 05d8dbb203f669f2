import { Select } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { consumerNames } from '../../stores/consumer-names.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { setParams, useParam } from '../../stores/route.ts'
import { NOBODY } from '../../stores/nobody.ts'

/** So many names at once; more are found by their letters. */
const MAX_SHOWN_NAMES = 50

/** Whose are shown, `consumer` in the address. Consumers come and go seldom: a report is no reason to list them anew. */
export function ConsumerSelect({ isLabelled = false }: { isLabelled?: boolean }) {
  const { t } = useTranslation()
  const chosen = useParam('consumer')
  const names = useFleetData(({ consumers }) => consumerNames(consumers))
  const data = useMemo(
    () => [
      { value: '', label: t('batches.anyConsumer') },
      { value: NOBODY, label: t('batches.unowned') },
      // One that is gone may still be asked for by an old address.
      ...[...new Set([...names, ...(chosen === '' || chosen === NOBODY ? [] : [chosen])])].map((name) => ({
        value: name,
        label: name,
      })),
    ],
    [t, names, chosen],
  )
  return (
    <Select
      size="xs"
      {...(isLabelled
        ? { label: t('batches.consumer'), comboboxProps: { withinPortal: false } }
        : { w: 190, 'aria-label': t('batches.consumer') })}
      searchable
      allowDeselect={false}
      limit={MAX_SHOWN_NAMES}
      nothingFoundMessage={t('common.nothingMatches')}
      value={chosen}
      onChange={(value) => setParams({ consumer: value ?? '' })}
      data={data}
    />
  )
}
