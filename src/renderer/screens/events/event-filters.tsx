import { Autocomplete, Button, Menu, Pill, Popover, Select, TextInput } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { eventTypes } from '../../../contract/events.ts'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { setParams, useParam } from '../../stores/route.ts'
import { isSpan, spans } from '../../features/events/event-query.ts'

/** What of the log is shown; every choice stands in the address (UI-3). */
export function EventFilters() {
  return (
    <>
      <TypeFilter />
      <ConsumerFilter />
      <BatchFilter />
      <TaskFilter />
      <TimeFilter />
    </>
  )
}

function useTypes(): readonly string[] {
  return useParam('type').split(',').filter(Boolean)
}

function TypeFilter() {
  const { t } = useTranslation()
  const chosen = useTypes()
  const toggle = (type: string) => {
    const next = eventTypes.filter((name) => (name === type) !== chosen.includes(name))
    setParams({ type: next.join(',') })
  }
  return (
    <Menu closeOnItemClick={false} position="bottom-start">
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={12} />}>
          {chosen.length === 0 ? t('events.allTypes') : `${t('events.types')} (${chosen.length})`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {eventTypes.map((type) => (
          <Menu.CheckboxItem key={type} checked={chosen.includes(type)} onChange={() => toggle(type)}>
            {t(`eventType.${type}`)}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function ConsumerFilter() {
  const { t } = useTranslation()
  const consumers = useFleetData((data) => data.consumers)
  return (
    <Autocomplete
      data-filter
      size="xs"
      w={150}
      limit={50}
      aria-label={t('events.consumer')}
      placeholder={`${t('events.consumer')}  /`}
      data={[...consumers.keys()]}
      value={useParam('consumer')}
      onChange={(consumer) => setParams({ consumer })}
    />
  )
}

function BatchFilter() {
  const { t } = useTranslation()
  return (
    <TextInput
      w={84}
      inputMode="numeric"
      aria-label={t('events.batch')}
      placeholder={t('events.batch')}
      value={useParam('batch')}
      onChange={(event) => setParams({ batch: event.currentTarget.value.replaceAll(/\D/g, '').slice(0, 15) })}
    />
  )
}

/** Only where there is a choice. */
function TaskFilter() {
  const { t } = useTranslation()
  const tasks = useFleetData((data) => data.tasks)
  const task = useParam('task')
  if (tasks.size < 2) return null
  return (
    <Select
      size="xs"
      w={140}
      clearable
      aria-label={t('events.task')}
      placeholder={t('events.task')}
      data={Array.from(tasks.values(), ({ task_id, name }) => ({ value: String(task_id), label: name }))}
      value={task || null}
      onChange={(value) => setParams({ task: value ?? '' })}
    />
  )
}

function TimeFilter() {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const since = useParam('since')
  const until = useParam('until')
  const isCustom = until !== '' || (since !== '' && !isSpan(since))
  const choose = (span: string) => {
    setParams({ since: span, until: '' })
    setOpen(false)
  }
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus>
      <Popover.Target>
        <Button variant="default" rightSection={<IconChevronDown size={12} />} onClick={() => setOpen(!isOpen)}>
          {isCustom ? t('events.custom') : isSpan(since) ? t(`events.span.${since}`) : t('events.anyTime')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className="bd-stack-6">
        <Button variant={since === '' && !isCustom ? 'light' : 'subtle'} onClick={() => choose('')}>
          {t('events.anyTime')}
        </Button>
        {(Object.keys(spans) as (keyof typeof spans)[]).map((span) => (
          <Button key={span} variant={since === span && !isCustom ? 'light' : 'subtle'} onClick={() => choose(span)}>
            {t(`events.span.${span}`)}
          </Button>
        ))}
        <TextInput
          type="datetime-local"
          label={t('events.since')}
          value={isSpan(since) ? '' : since}
          onChange={(event) => setParams({ since: event.currentTarget.value })}
        />
        <TextInput
          type="datetime-local"
          label={t('events.until')}
          value={until}
          onChange={(event) => setParams({ until: event.currentTarget.value })}
        />
      </Popover.Dropdown>
    </Popover>
  )
}

/** Every filter in force, each to be taken away. */
export function FilterChips() {
  const { t } = useTranslation()
  const format = useFormat()
  const tasks = useFleetData((data) => data.tasks)
  const types = useTypes()
  const [consumer, batch, task] = [useParam('consumer'), useParam('batch'), useParam('task')]
  const [since, until] = [useParam('since'), useParam('until')]
  const moment = (text: string) => {
    const at = Date.parse(text)
    return Number.isNaN(at) ? text : format.exact(at)
  }
  const chips: [string, () => void][] = [
    ...eventTypes
      .filter((type) => types.includes(type))
      .map((type): [string, () => void] => [
        t(`eventType.${type}`),
        () => setParams({ type: types.filter((name) => name !== type).join(',') }),
      ]),
    ...(consumer ? [chip(`${t('events.consumer')} ${consumer}`, 'consumer')] : []),
    ...(batch ? [chip(`${t('events.batch')} ${batch}`, 'batch')] : []),
    ...(task ? [chip(`${t('events.task')} ${tasks.get(Number(task))?.name ?? task}`, 'task')] : []),
    ...(since
      ? [chip(isSpan(since) ? t(`events.span.${since}`) : t('events.sinceChip', { time: moment(since) }), 'since')]
      : []),
    ...(until ? [chip(t('events.untilChip', { time: moment(until) }), 'until')] : []),
  ]
  if (chips.length === 0) return null
  return (
    <div className="bd-chips">
      {chips.map(([text, remove]) => (
        <Pill
          className="bd-chip"
          key={text}
          size="sm"
          withRemoveButton

          onRemove={remove}
          removeButtonProps={{ 'aria-label': t('events.remove', { filter: text }), 'aria-hidden': false, tabIndex: 0 }}
        >
          {text}
        </Pill>
      ))}
    </div>
  )
}

function chip(text: string, name: string): [string, () => void] {
  return [text, () => setParams({ [name]: '' })]
}
