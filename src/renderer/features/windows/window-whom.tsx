import { Button, MultiSelect, SegmentedControl, Select, TagsInput } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { consumersIn } from '../../../console/window-scope.ts'
import { Choice } from '../../components/choice.tsx'
import { useFormat } from '../../i18n/format.ts'
import { consumerNames } from '../../stores/consumer-names.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { scopeOf, type WindowForm, whoms } from './window-form.ts'

/** So many names at once; more are found by their letters. */
const MAX_SHOWN_NAMES = 50
/** So many chosen consumers are names to take out one by one; of more, their number and the names in a row. */
const MAX_SINGLE = 20

export interface WindowFieldsProps {
  readonly form: WindowForm
  readonly onChange: (change: Partial<WindowForm>) => void
}

/** `[MW-1]` Whom a window is about, and how many consumers that are now. */
export function WindowWhom({ form, onChange }: WindowFieldsProps) {
  const { t } = useTranslation()
  const { whom } = form
  return (
    <div className="bd-stack-8">
      <Choice label={t('windows.whom')} hint={useMatches(form)}>
        {(labelled) => (
          <SegmentedControl
            {...labelled}
            value={whom}
            onChange={(value) => onChange({ whom: value })}
            data={whoms.map((value) => ({ value, label: t(`windows.whoms.${value}`) }))}
          />
        )}
      </Choice>
      {whom === 'task' && <TaskField form={form} onChange={onChange} />}
      {whom === 'consumers' && <ConsumersField form={form} onChange={onChange} />}
      {whom === 'labels' && <LabelsField form={form} onChange={onChange} />}
    </div>
  )
}

function useMatches(form: WindowForm): string {
  const { t } = useTranslation()
  const format = useFormat()
  const consumers = useFleetData((data) => data.consumers)
  const scope = useMemo(() => scopeOf(form), [form])
  const count = useMemo(() => (scope === null ? 0 : consumersIn(scope, consumers).length), [scope, consumers])
  if (scope === null) return t('windows.whomHint')
  if (form.whom === 'task') return t('windows.ofTask')
  return t('windows.matches', { count, consumers: format.number(count) })
}

function TaskField({ form, onChange }: WindowFieldsProps) {
  const { t } = useTranslation()
  const tasks = useFleetData((data) => data.tasks)
  return (
    <Select
      size="xs"
      aria-label={t('shell.task')}
      placeholder={t('header.findTask')}
      searchable={tasks.size > 8}
      allowDeselect={false}
      value={form.taskId === null ? null : String(form.taskId)}
      onChange={(value) => onChange({ taskId: value === null ? null : Number(value) })}
      data={Array.from(tasks.values(), ({ task_id, name }) => ({ value: String(task_id), label: name }))}
    />
  )
}

function ConsumersField({ form, onChange }: WindowFieldsProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const known = useFleetData((data) => consumerNames(data.consumers))
  const { consumers } = form
  // Those of an address or an alert may be gone by now.
  const names = useMemo(() => [...new Set([...consumers, ...known])], [consumers, known])
  if (consumers.length > MAX_SINGLE) {
    return (
      <div className="bd-stack-6">
        <div className="bd-code bd-names" role="region" aria-label={t('windows.whoms.consumers')} tabIndex={0}>
          {consumers.slice(0, 200).join(', ')}{' '}
          {consumers.length > 200 && t('common.more', { count: format.number(consumers.length - 200) as never })}
        </div>
        <Button className="bd-start-self" variant="default" onClick={() => onChange({ consumers: [] })}>
          {t('windows.chooseOthers')}
        </Button>
      </div>
    )
  }
  return (
    <MultiSelect
      size="xs"
      aria-label={t('windows.whoms.consumers')}
      placeholder={consumers.length === 0 ? t('windows.consumersExample') : ''}
      searchable
      hidePickedOptions
      limit={MAX_SHOWN_NAMES}
      nothingFoundMessage={t('common.nothingMatches')}
      value={[...consumers]}
      onChange={(value) => onChange({ consumers: value })}
      data={names}
    />
  )
}

function LabelsField({ form, onChange }: WindowFieldsProps) {
  const { t } = useTranslation()
  const consumers = useFleetData((data) => data.consumers)
  const seen = useMemo(() => {
    const labels = new Set<string>()
    for (const { labels: own } of consumers.values()) {
      for (const [name, value] of Object.entries(own)) labels.add(value === '' ? name : `${name}=${value}`)
    }
    return [...labels].toSorted()
  }, [consumers])
  return (
    <TagsInput
      size="xs"
      aria-label={t('windows.whoms.labels')}
      description={t('windows.labelsHint')}
      placeholder={form.labels.length === 0 ? t('windows.labelsExample') : ''}
      limit={MAX_SHOWN_NAMES}
      acceptValueOnBlur
      value={[...form.labels]}
      onChange={(value) => onChange({ labels: value })}
      data={seen}
    />
  )
}
