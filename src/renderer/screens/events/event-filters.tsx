import { Button, CloseButton, Menu, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconChevronDown, IconSearch } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MAX_SEARCH_LENGTH } from '../../../contract/events.ts'
import { severities, type Severity } from '../../../contract/resources/alert.ts'
import { SeverityGlyph } from '../../features/alerts/severity-glyph.tsx'
import { chosenTypes, plainTypes, showsStatuses } from '../../features/events/event-query.ts'
import { useFormat } from '../../i18n/format.ts'
import { consumerNames } from '../../stores/consumer-names.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { setParams, useParam, useRoute } from '../../stores/route.ts'

/** A search reads the log: not for every letter. */
const TYPING_MS = 250
/** So many names at once; more are found by their letters. */
const MAX_SHOWN_NAMES = 50

interface EventFiltersProps {
  /** How many there are of each, as far as it is known. */
  readonly totals: Readonly<Record<Severity, number>> | null
  /** There are more than were counted. */
  readonly isPartial: boolean
  readonly statuses: number
}

/** What of the log is shown; every choice stands in the address (UI-3, UI-8). */
export function EventFilters({ totals, isPartial, statuses }: EventFiltersProps) {
  return (
    <>
      <Search />
      <SeverityFilter totals={totals} isPartial={isPartial} />
      <TypeFilter />
      <ConsumerFilter />
      <BatchFilter />
      <StatusesFilter count={statuses} />
    </>
  )
}

function Search() {
  const { t } = useTranslation()
  const q = useParam('q')
  const [typed, setTyped] = useState(q)
  /** What this field has put into the address itself. */
  const [sent, setSent] = useState(q)
  const send = useDebouncedCallback((text: string) => {
    setSent(text)
    setParams({ q: text })
  }, TYPING_MS)
  // Another address has come: Back, a link, or filters taken away.
  if (q !== sent) {
    setSent(q)
    setTyped(q)
  }
  const change = (text: string) => {
    setTyped(text)
    send(text)
  }
  return (
    <TextInput
      data-filter
      className="bd-event-search"
      maxLength={MAX_SEARCH_LENGTH}
      aria-label={t('events.search')}
      placeholder={t('events.searchHint')}
      leftSection={<IconSearch size={14} />}
      rightSection={
        typed !== '' && (
          <CloseButton
            size="xs"
            aria-label={t('common.clearFilter')}
            onClick={() => {
              setTyped('')
              setSent('')
              send.cancel()
              setParams({ q: '' })
            }}
          />
        )
      }
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
    />
  )
}

/** Each on and off; none of them is all of them. */
function SeverityFilter({ totals, isPartial }: Pick<EventFiltersProps, 'totals' | 'isPartial'>) {
  const { t } = useTranslation()
  const format = useFormat()
  const chosen = useSeverities()
  const toggle = (name: Severity) => {
    const next = severities.filter((each) => (each === name) !== chosen.includes(each))
    setParams({ severity: next.length === severities.length ? '' : next.join(',') })
  }
  return (
    <Button.Group className="bd-fixed">
      {severities.map((name) => (
        <Button
          key={name}
          variant="default"
          className="bd-toggle"
          aria-pressed={chosen.includes(name)}
          leftSection={
            <span className="bd-icon" aria-hidden>
              <SeverityGlyph severity={name} size={13} />
            </span>
          }
          onClick={() => toggle(name)}
        >
          <span className="bd-toggle-word">{t(`severity.${name}`)}</span>
          {totals && <span className="bd-toggle-count">{`${format.number(totals[name])}${isPartial ? '+' : ''}`}</span>}
        </Button>
      ))}
    </Button.Group>
  )
}

/** Those chosen in the address, gravest first. */
export function useSeverities(): readonly Severity[] {
  const param = useParam('severity')
  return useMemo(() => severities.filter((name) => param.split(',').includes(name)), [param])
}

function TypeFilter() {
  const { t } = useTranslation()
  const params = useRoute((route) => route.params)
  const chosen = chosenTypes(params)
  const toggle = (type: string) => {
    const next = chosen.includes(type as never) ? chosen.filter((name) => name !== type) : [...chosen, type]
    setParams({ type: next.join(',') })
  }
  const named = chosen.filter((type) => type !== 'batch_status')
  return (
    <Menu closeOnItemClick={false} position="bottom-start">
      <Menu.Target>
        <Button
          variant="default"
          className="bd-toggle"
          data-on={named.length > 0 ? '' : undefined}
          rightSection={<IconChevronDown size={12} />}
        >
          {named.length === 1 && named[0] ? t(`eventType.${named[0]}`) : t('events.type')}
          {named.length > 1 && <span className="bd-toggle-count">{named.length}</span>}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {plainTypes.map((type) => (
          <Menu.CheckboxItem key={type} checked={chosen.includes(type)} onChange={() => toggle(type)}>
            {t(`eventType.${type}`)}
          </Menu.CheckboxItem>
        ))}
        <Menu.Divider />
        <Menu.Item disabled={named.length === 0} onClick={() => setParams({ type: '' })}>
          {t('common.clearFilter')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function ConsumerFilter() {
  const { t } = useTranslation()
  const consumer = useParam('consumer')
  const names = useFleetData((data) => consumerNames(data.consumers))
  // One that is gone may be asked for by an address.
  const data = useMemo(() => [...new Set([...names, ...(consumer === '' ? [] : [consumer])])], [names, consumer])
  return (
    <Select
      size="xs"
      w={112}
      searchable
      clearable
      limit={MAX_SHOWN_NAMES}
      aria-label={t('events.consumer')}
      placeholder={t('events.consumer')}
      nothingFoundMessage={t('common.nothingMatches')}
      clearButtonProps={{ 'aria-label': t('common.clearFilter') }}
      data={data}
      value={consumer === '' ? null : consumer}
      onChange={(value) => setParams({ consumer: value ?? '' })}
    />
  )
}

function BatchFilter() {
  const { t } = useTranslation()
  return (
    <TextInput
      w={64}
      inputMode="numeric"
      aria-label={t('events.batch')}
      placeholder={t('events.batch')}
      value={useParam('batch')}
      onChange={(event) => setParams({ batch: event.currentTarget.value.replaceAll(/\D/g, '').slice(0, 15) })}
    />
  )
}

/** Off at first: there are more of them than of all else. */
function StatusesFilter({ count }: { count: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const params = useRoute((route) => route.params)
  const isOn = showsStatuses(params)
  const turnOff = {
    statuses: '',
    batch: '',
    type: chosenTypes(params)
      .filter((type) => type !== 'batch_status')
      .join(','),
  }
  return (
    <Button
      variant="default"
      className="bd-toggle"
      aria-pressed={isOn}
      onClick={() => setParams(isOn ? turnOff : { statuses: '1' })}
    >
      {t('events.statuses')}
      <span className="bd-toggle-count">
        {isOn ? t('events.statusesOn') : count > 0 ? format.number(count) : t('events.statusesOff')}
      </span>
    </Button>
  )
}
