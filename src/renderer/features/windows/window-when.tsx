import { NumberInput, SegmentedControl, TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { locales } from '../../../console/format.ts'
import { Choice } from '../../components/choice.tsx'
import { monitorNow, useNow } from '../../components/relative-time.tsx'
import { TimeZoneSelect } from '../../components/time-zone-select.tsx'
import { useFormat } from '../../i18n/format.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { localMinute } from '../alerts/local-minute.ts'
import { nextTimes } from './next-times.ts'
import { MAX_MINUTES, usualMinutes, whens } from './window-form.ts'
import type { WindowFieldsProps } from './window-whom.tsx'

const MINUTE_MS = 60_000
/** So many of the next times are shown: enough to see a mistake in a week. */
const SHOWN_TIMES = 3

/** `[MW-1]` When a window is: at once, at one time, or again and again; and for how long. */
export function WindowWhen({ form, onChange }: WindowFieldsProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  const { when, minutes } = form
  // One of the usual ones may be typed as well.
  const [isCustom, setCustom] = useState(!usualMinutes.some((usual) => usual === minutes))
  const end = now + minutes * MINUTE_MS
  return (
    <div className="bd-stack-8">
      <Choice
        label={t('windows.when')}
        hint={
          when === 'now' && minutes > 0
            ? t('windows.nowUntil', { time: format.minute(end, now) })
            : t(`windows.whenHint.${when}`)
        }
      >
        {(labelled) => (
          <SegmentedControl
            {...labelled}
            value={when}
            onChange={(value) =>
              onChange({
                when: value,
                ...(value === 'later' && form.from === '' && { from: localMinute(monitorNow() + 3_600_000) }),
              })
            }
            data={whens.map((value) => ({ value, label: t(`windows.whens.${value}`) }))}
          />
        )}
      </Choice>
      {when === 'later' && (
        <TextInput
          type="datetime-local"
          label={t('windows.from')}
          error={Date.parse(form.from) > now ? null : t('windows.fromWrong')}
          value={form.from}
          onChange={(event) => onChange({ from: event.currentTarget.value })}
        />
      )}
      {when === 'repeating' && <Repeating form={form} onChange={onChange} />}
      <div className="bd-window-length">
        <SegmentedControl
          aria-label={t('windows.length')}
          value={isCustom ? '0' : String(minutes)}
          onChange={(value) => {
            setCustom(value === '0')
            if (value !== '0') onChange({ minutes: Number(value) })
          }}
          data={[
            ...usualMinutes.map((usual) => ({
              value: String(usual),
              label: t('attend.for', { time: format.duration(usual * MINUTE_MS) }),
            })),
            { value: '0', label: t('windows.otherLength') },
          ]}
        />
        {isCustom && (
          <NumberInput
            size="xs"
            w={120}
            aria-label={t('windows.minutes')}
            suffix={` ${t('source.minuteUnit')}`}
            min={1}
            max={MAX_MINUTES}
            allowDecimal={false}
            value={minutes}
            onChange={(value) => onChange({ minutes: Number(value) })}
          />
        )}
      </div>
    </div>
  )
}

function Repeating({ form, onChange }: WindowFieldsProps) {
  const { t } = useTranslation()
  const { cron, timeZone, minutes } = form
  const language = usePreferences((preferences) => preferences.language)
  // Once a minute: which times are next does not change more often.
  const now = Math.floor(useNow() / MINUTE_MS) * MINUTE_MS
  const times = useMemo(() => nextTimes(cron, timeZone, now, SHOWN_TIMES), [cron, timeZone, now])
  const range = new Intl.DateTimeFormat(locales[language], {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZone,
  })
  return (
    <div className="bd-stack-6">
      <div className="bd-window-cron">
        <TextInput
          label={t('windows.cron')}
          placeholder={t('windows.cronExample')}
          className="bd-grow"
          spellCheck={false}
          autoComplete="off"
          error={cron.trim() !== '' && times.length === 0 ? t('windows.cronWrong') : null}
          value={cron}
          onChange={(event) => onChange({ cron: event.currentTarget.value })}
        />
        <TimeZoneSelect label={t('windows.zone')} value={timeZone} onChange={(zone) => onChange({ timeZone: zone })} />
      </div>
      <span className="bd-dim bd-small">{t('windows.cronHint')}</span>
      {times.length > 0 && (
        <ul className="bd-window-times" aria-label={t('windows.nextTimes')}>
          {times.map((at) => (
            <li key={at}>{range.formatRange(at, at + Math.max(1, minutes) * MINUTE_MS)}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
