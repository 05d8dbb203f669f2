import { MultiSelect, NumberInput, SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { severities } from '../../../../contract/resources/alert.ts'
import { channelLanguages } from '../../../../contract/resources/channel.ts'
import { Choice } from '../../../components/choice.tsx'
import { AlertKindSelect } from '../../../features/alerts/alert-kind-select.tsx'
import { useFleetData } from '../../../stores/fleet.ts'
import { languages } from '../../../stores/preferences.ts'
import type { ChannelEdit } from './channel-draft.ts'
import { LEAST_PER_HOUR, MOST_PER_HOUR } from './channel-faults.ts'

/** What a channel passes on, in which language, and how much of it. */
export function PassesFields({ draft, onChange, wrong }: ChannelEdit) {
  const { t } = useTranslation()
  const known = useFleetData(({ tasks }) => tasks)
  const tasks = [...known.values()].map(({ task_id, name }) => ({ value: String(task_id), label: name }))
  // A task that is gone is no reason to lose it without a word.
  const gone = draft.tasks.filter((id) => !known.has(Number(id))).map((id) => ({ value: id, label: id }))
  return (
    <>
      <Choice label={t('channels.field.min_severity')} hint={t(`channels.fromHint.${draft.min_severity}`)}>
        {(labelled) => (
          <SegmentedControl
            {...labelled}
            value={draft.min_severity}
            onChange={(severity) => onChange({ min_severity: severity })}
            data={severities.map((value) => ({ value, label: t(`channels.from.${value}`) }))}
          />
        )}
      </Choice>
      <MultiSelect
        size="xs"
        label={t('channels.field.tasks')}
        description={t('channels.tasksHint')}
        error={wrong('tasks')}
        placeholder={draft.tasks.length === 0 ? t('channels.everyTask') : ''}
        searchable
        clearable
        hidePickedOptions
        nothingFoundMessage={t('common.nothingMatches')}
        value={[...draft.tasks]}
        onChange={(ids) => onChange({ tasks: ids })}
        data={[...tasks, ...gone]}
      />
      <AlertKindSelect
        label={t('channels.field.kinds')}
        hint={t('channels.kindsHint')}
        placeholder={t('channels.everyKind')}
        value={draft.kinds}
        onChange={(kinds) => onChange({ kinds })}
      />
      <div className="bd-channel-pair">
        <Choice label={t('channels.field.language')} hint={t('channels.languageHint')}>
          {(labelled) => (
            <SegmentedControl
              {...labelled}
              value={draft.language}
              onChange={(language) => onChange({ language })}
              data={channelLanguages.map((value) => ({ value, label: languages[value] }))}
            />
          )}
        </Choice>
        <NumberInput
          size="xs"
          name="per_hour"
          label={t('channels.field.per_hour')}
          description={t('channels.perHourHint')}
          error={wrong('per_hour')}
          min={LEAST_PER_HOUR}
          max={MOST_PER_HOUR}
          clampBehavior="none"
          allowDecimal={false}
          hideControls
          value={Number.isNaN(draft.per_hour) ? '' : draft.per_hour}
          onChange={(value) => onChange({ per_hour: value === '' ? Number.NaN : Number(value) })}
        />
      </div>
    </>
  )
}
