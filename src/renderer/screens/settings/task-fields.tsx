import { NumberInput, SegmentedControl, Switch, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { settingsTable } from '../../../settings/settings.ts'
import type { TaskChange } from '../../../contract/resources/task.ts'
import { Choice, choiceClasses } from '../../components/choice.tsx'
import { IdentityPick } from '../../features/identity/identity-pick.tsx'
import { useFormat } from '../../i18n/format.ts'

/** What is allowed for a task is what is allowed for new ones. */
const ranges = {
  batch_size: settingsTable['monitor.batch.batch-size'],
  virtual_nodes: settingsTable['monitor.batch.virtual-nodes'],
  guard: settingsTable['monitor.guard.max-removed'],
} as const
type NumberName = keyof typeof ranges

const levels = ['auto', 1, 2, 4] as const

type Values = Required<TaskChange>

interface TaskFieldsProps {
  readonly values: Values
  readonly isReadOnly: boolean
  readonly onChange: (edited: TaskChange) => void
}

/** The fields of {@link TaskChange}, with what is not allowed in one. */
export function faultsIn(draft: TaskChange): (keyof TaskChange)[] {
  const { name } = draft
  const numbers = Object.keys(ranges) as NumberName[]
  return [
    ...(name !== undefined && (name.trim() === '' || name.length > 128) ? (['name'] as const) : []),
    ...numbers.filter((field) => {
      const value = draft[field]
      // A guard that is not given is the server's.
      return value !== undefined && value !== null && !isInRange(field, value)
    }),
  ]
}

function isInRange(name: NumberName, value: number): boolean {
  const { min, max } = ranges[name]
  return Number.isInteger(value) && value >= min && value <= max
}

/** What each option is, and what it affects. */
export function TaskFields({ values, isReadOnly, onChange }: TaskFieldsProps) {
  const { t } = useTranslation()
  const faults = faultsIn(values)
  return (
    <>
      <TextInput
        label={t('settings.name')}
        {...inPlace(t('settings.nameHint'), faults.includes('name') ? t('settings.nameMissing') : null)}
        value={values.name}
        readOnly={isReadOnly}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <NumberField
        name="batch_size"
        label={t('settings.batchSize')}
        hint={t('settings.batchSizeHint')}
        value={values.batch_size}
        isReadOnly={isReadOnly}
        onChange={(value) => onChange({ batch_size: value })}
      />
      <Choice
        label={t('settings.strategy')}
        hint={`${t('settings.strategyHint')} ${t(`settings.${values.strategy}Hint`)}`}
      >
        {(labelled) => (
          <SegmentedControl
            {...labelled}
            readOnly={isReadOnly}
            value={values.strategy}
            onChange={(strategy) => onChange({ strategy })}
            data={(['balanced', 'ring'] as const).map((value) => ({ value, label: t(`settings.${value}`) }))}
          />
        )}
      </Choice>
      <NumberField
        name="virtual_nodes"
        label={t('settings.virtualNodes')}
        hint={t('settings.virtualNodesHint')}
        value={values.virtual_nodes}
        isReadOnly={isReadOnly}
        onChange={(value) => onChange({ virtual_nodes: value })}
      />
      <Choice label={t('settings.priorityLevels')} hint={t('settings.priorityLevelsHint')}>
        {(labelled) => (
          <SegmentedControl
            {...labelled}
            readOnly={isReadOnly}
            value={String(values.priority_levels)}
            onChange={(chosen) => {
              const level = levels.find((one) => String(one) === chosen)
              if (level !== undefined) onChange({ priority_levels: level })
            }}
            data={levels.map((one) => ({
              value: String(one),
              label: one === 'auto' ? t('settings.auto') : String(one),
            }))}
          />
        )}
      </Choice>
      <IdentityPick value={values.identity} isReadOnly={isReadOnly} onChange={(identity) => onChange({ identity })} />
      <NumberField
        name="guard"
        label={t('settings.guard')}
        hint={t('settings.guardHint')}
        placeholder={t('settings.guardDefault')}
        value={values.guard}
        isReadOnly={isReadOnly}
        onChange={(value) => onChange({ guard: Number.isNaN(value) ? null : value })}
      />
      <Switch
        size="xs"
        classNames={choiceClasses}
        label={t('settings.autoSync')}
        description={t('settings.autoSyncHint')}
        checked={values.auto_sync}
        disabled={isReadOnly}
        onChange={(event) => onChange({ auto_sync: event.currentTarget.checked })}
      />
    </>
  )
}

/** What is wrong stands in place of the hint, so that nothing below it moves while one types. */
function inPlace(description: string, error: string | null) {
  const inputWrapperOrder = ['label' as const, 'description' as const, 'error' as const, 'input' as const]
  return { inputWrapperOrder, ...(error === null ? { description } : { error }) }
}

interface NumberFieldProps {
  readonly name: NumberName
  readonly label: string
  readonly hint: string
  /** What it is without a value, where it can be without. */
  readonly placeholder?: string
  readonly value: number | null
  readonly isReadOnly: boolean
  readonly onChange: (value: number) => void
}

function NumberField({ name, label, hint: description, placeholder, value, isReadOnly, onChange }: NumberFieldProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { min, max } = ranges[name]
  const range = { min: format.number(min), max: format.number(max) }
  return (
    <NumberInput
      size="xs"
      classNames={{ wrapper: 'bd-number' }}
      label={label}
      {...inPlace(description, value === null || isInRange(name, value) ? null : t('settings.range', range))}
      // What is wrong is said, not put right behind the operator's back.
      clampBehavior="none"
      allowNegative={false}
      allowDecimal={false}
      min={min}
      max={max}
      {...(placeholder !== undefined && { placeholder })}
      value={value === null || Number.isNaN(value) ? '' : value}
      readOnly={isReadOnly}
      onChange={(given) => onChange(given === '' ? Number.NaN : Number(given))}
    />
  )
}
