import { Chip, Group, Input, SegmentedControl, Switch, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { choiceClasses } from '../../../components/choice.tsx'
import { TimeZoneSelect } from '../../../components/time-zone-select.tsx'
import type { ChannelEdit, QuietDraft, SummaryDraft } from './channel-draft.ts'
import { useDayNames } from './day-names.ts'

/** Hours in which only what is critical comes. */
export function QuietFields({ draft: { quiet }, onChange, wrong }: ChannelEdit) {
  const { t } = useTranslation()
  const dayNames = useDayNames()
  const set = (part: Partial<QuietDraft>) => onChange({ quiet: { ...quiet, ...part } })
  return (
    <div className="bd-stack-8">
      <Switch
        size="xs"
        classNames={choiceClasses}
        label={t('channels.field.quiet')}
        description={t('channels.quietHint')}
        checked={quiet.isOn}
        onChange={(event) => set({ isOn: event.currentTarget.checked })}
      />
      {quiet.isOn && (
        <fieldset className="bd-channel-times" aria-label={t('channels.field.quiet')}>
          <div className="bd-channel-clock">
            <ClockInput label={t('channels.quietFrom')} value={quiet.from} onChange={(from) => set({ from })} />
            <ClockInput label={t('channels.quietTo')} value={quiet.to} onChange={(to) => set({ to })} />
            <TimeZoneSelect
              label={t('channels.timeZone')}
              value={quiet.time_zone}
              onChange={(zone) => set({ time_zone: zone })}
            />
          </div>
          <Input.Wrapper size="xs" label={t('channels.days')} labelElement="div" error={wrong('quiet')}>
            <Chip.Group
              multiple
              value={quiet.days.map(String)}
              onChange={(days) => set({ days: days.map(Number).toSorted((a, b) => a - b) })}
            >
              <Group gap={4} mt={4}>
                {dayNames.map((name, i) => (
                  <Chip key={name} size="xs" value={String(i + 1)}>
                    {name}
                  </Chip>
                ))}
              </Group>
            </Chip.Group>
          </Input.Wrapper>
        </fieldset>
      )}
    </div>
  )
}

/** A summary of the time since the one before, once a day or by cron. */
export function SummaryFields({ draft: { summary }, onChange, wrong }: ChannelEdit) {
  const { t } = useTranslation()
  const set = (part: Partial<SummaryDraft>) => onChange({ summary: { ...summary, ...part } })
  return (
    <div className="bd-stack-8">
      <Switch
        size="xs"
        classNames={choiceClasses}
        label={t('channels.field.summary')}
        description={t('channels.summaryHint')}
        checked={summary.isOn}
        onChange={(event) => set({ isOn: event.currentTarget.checked })}
      />
      {summary.isOn && (
        <fieldset className="bd-channel-times" aria-label={t('channels.field.summary')}>
          <SegmentedControl
            aria-label={t('channels.rhythm')}
            value={summary.how}
            onChange={(how) => set({ how })}
            data={(['daily', 'cron'] as const).map((value) => ({ value, label: t(`channels.rhythmName.${value}`) }))}
          />
          <div className="bd-channel-clock">
            {summary.how === 'daily' ? (
              <ClockInput
                label={t('channels.summaryTime')}
                value={summary.time}
                error={wrong('summary')}
                onChange={(time) => set({ time })}
              />
            ) : (
              <TextInput
                name="summary"
                label={t('channels.rhythmName.cron')}
                error={wrong('summary')}
                value={summary.cron}
                spellCheck={false}
                autoComplete="off"
                onChange={(event) => set({ cron: event.currentTarget.value })}
              />
            )}
            <TimeZoneSelect
              label={t('channels.timeZone')}
              value={summary.time_zone}
              onChange={(zone) => set({ time_zone: zone })}
            />
          </div>
          {summary.how === 'cron' && <span className="bd-dim bd-choice-hint">{t('channels.cronHint')}</span>}
        </fieldset>
      )}
    </div>
  )
}

interface ClockInputProps {
  readonly label: string
  readonly value: string
  readonly error?: string | null
  readonly onChange: (time: string) => void
}

function ClockInput({ label, value, error = null, onChange }: ClockInputProps) {
  return (
    <TextInput
      type="time"
      label={label}
      error={error}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
