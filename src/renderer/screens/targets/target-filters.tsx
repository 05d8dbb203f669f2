import { Button, CloseButton, Popover, Select, TextInput } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { batchStatuses } from '../../../contract/resources/batch.ts'
import { priorities } from '../../../planner/priority.ts'
import { ConsumerSelect } from '../../features/filters/consumer-select.tsx'
import { NOBODY } from '../../stores/nobody.ts'
import { type RouteParams, setParams, useParam } from '../../stores/route.ts'

/** Everything besides text and status that narrows the list. */
export function TargetFilters({ attributeNames }: { attributeNames: readonly string[] }) {
  const { t } = useTranslation()
  const attribute = useParam('attribute')
  const any = t('targetList.any')
  return (
    <Popover position="bottom-start" width={280} shadow="sm" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <Button variant="default" leftSection={<IconFilter size={14} />}>
          {t('targetList.filters')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className="bd-stack-10" aria-label={t('targetList.filters')}>
        <ParamSelect
          param="priority"
          label={t('targetList.column.priority')}
          any={any}
          options={priorities.map((value) => ({ value, label: t(`priority.${value}`) }))}
        />
        <ConsumerSelect isLabelled />
        <ParamInput param="batch" label={t('targetList.column.batch')} inputMode="numeric" />
        <ParamSelect
          param="report"
          label={t('targetList.column.report')}
          any={any}
          options={batchStatuses.map((value) => ({ value, label: t(`status.${value}`) }))}
        />
        {(attributeNames.length > 0 || attribute !== '') && (
          <ParamSelect
            param="attribute"
            label={t('targetList.attribute')}
            any={any}
            options={[...new Set([...attributeNames, ...(attribute === '' ? [] : [attribute])])].map((value) => ({
              value,
              label: value,
            }))}
          />
        )}
        {attribute !== '' && <ParamInput param="value" label={t('targetList.attributeValue')} />}
      </Popover.Dropdown>
    </Popover>
  )
}

interface ParamSelectProps {
  readonly param: string
  readonly label: string
  readonly any: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

function ParamSelect({ param, label, any, options }: ParamSelectProps) {
  return (
    <Select
      size="xs"
      label={label}
      allowDeselect={false}
      comboboxProps={{ withinPortal: false }}
      value={useParam(param)}
      onChange={(value) => setParams({ [param]: value ?? '', ...(param === 'attribute' && { value: '' }) })}
      data={[{ value: '', label: any }, ...options]}
    />
  )
}

function ParamInput({ param, label, inputMode }: { param: string; label: string; inputMode?: 'numeric' }) {
  return (
    <TextInput
      label={label}
      inputMode={inputMode}
      value={useParam(param)}
      onChange={(event) => setParams({ [param]: event.currentTarget.value })}
    />
  )
}

/** What the list is narrowed to, each to be taken away again. */
export function FilterChips() {
  const { t } = useTranslation()
  const priority = useParam('priority')
  const consumer = useParam('consumer')
  const batch = useParam('batch')
  const report = useParam('report')
  const [attribute, value] = [useParam('attribute'), useParam('value')]
  const known = priorities.find((name) => name === priority)
  const reported = batchStatuses.find((name) => name === report)
  const chips: { readonly text: string; readonly without: RouteParams }[] = []
  const chip = (name: string, shown: string, without: RouteParams) => chips.push({ text: `${name}: ${shown}`, without })
  if (known) chip(t('targetList.column.priority'), t(`priority.${known}`), { priority: '' })
  if (consumer !== '') {
    chip(t('targetList.column.consumer'), consumer === NOBODY ? t('common.nobody') : consumer, { consumer: '' })
  }
  if (batch !== '') chip(t('targetList.column.batch'), batch, { batch: '' })
  // In error, a button of the legend says it.
  if (reported && reported !== 'error') chip(t('targetList.column.report'), t(`status.${reported}`), { report: '' })
  if (attribute !== '') chip(attribute, value === '' ? t('targetList.any') : value, { attribute: '', value: '' })
  return chips.map(({ text, without }) => (
    <span key={text} className="bd-chip">
      <span className="bd-truncate">{text}</span>
      <CloseButton
        size="xs"
        aria-label={t('targetList.removeFilter', { filter: text })}
        onClick={() => setParams(without)}
      />
    </span>
  ))
}
