import { Button, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/format.ts'
import { setParams, useParam } from '../stores/route.ts'
import { EmptyState } from './empty-state.tsx'

interface FilterInputProps {
  readonly shown: number
  readonly total: number
  /** What it finds, where that is more than what the rows say. */
  readonly placeholder?: string
}

/** The text filter of a list, `q` in the address; `/` goes to it (UI-3, UI-6). */
export function FilterInput({ shown, total, placeholder }: FilterInputProps) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <>
      <TextInput
        data-filter
        aria-label={t('common.filter')}
        placeholder={placeholder ?? `${t('common.filter')}  /`}
        {...(placeholder !== undefined && { className: 'bd-search' })}
        leftSection={<IconSearch size={14} />}
        value={useParam('q')}
        onChange={(event) => setParams({ q: event.currentTarget.value })}
      />
      <span className="bd-dim">{t('common.rows', { shown: format.number(shown), total: format.number(total) })}</span>
    </>
  )
}

/** The filter leaves nothing; the button takes these filters away. */
export function NothingMatches({ filters }: { filters: readonly string[] }) {
  const { t } = useTranslation()
  const clear = () => setParams(Object.fromEntries(filters.map((name) => [name, ''])))
  return (
    <EmptyState title={t('common.nothingMatches')}>
      <Button variant="default" onClick={clear}>
        {t('common.clearFilter')}
      </Button>
    </EmptyState>
  )
}
