import type { TFunction } from 'i18next'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { refusalWords } from '../../../../console/words/refusal-words.ts'
import { taskName } from '../../../../console/words.ts'
import type { ChannelResource, DeliveryResource } from '../../../../contract/resources/channel.ts'
import type { AlertKind } from '../../../../contract/resources/alert.ts'
import { useFleetData } from '../../../stores/fleet.ts'
import { usePreferences } from '../../../stores/preferences.ts'
import { dailyTime } from './daily-time.ts'
import { useDayNames } from './day-names.ts'

/** So many are named; of more there is a number. */
const MAX_NAMED = 2

/** What it passes on, and when, in one line: "Critical, all tasks, quiet 22:00–07:00 Europe/Berlin". */
export function usePassesOn(): (channel: ChannelResource) => string {
  const { t } = useTranslation()
  const language = usePreferences((preferences) => preferences.language)
  const tasks = useFleetData((data) => data.tasks)
  const dayNames = useDayNames()
  return useCallback(
    ({ min_severity: severity, tasks: ids, kinds, quiet, summary }) => {
      const some = (names: readonly string[], count: (count: number) => string) =>
        names.length <= MAX_NAMED ? names.join(t('channels.and')) : count(names.length)
      const nameOf = (id: number) => taskName(id, tasks, language)
      const parts = [
        t(`channels.from.${severity}`),
        ids === null ? t('channels.allTasks') : some(ids.map(nameOf), (count) => t('channels.someTasks', { count })),
        kinds &&
          some(
            kinds.map((kind) => t(`alertKind.${kind as AlertKind}`)),
            (count) => t('channels.someKinds', { count }),
          ),
        quiet && quietText(t, quiet, dayNames),
        summary && summaryText(t, summary),
      ]
      return parts.filter((part) => part !== null).join(t('eventText.comma'))
    },
    [t, language, tasks, dayNames],
  )
}

/** "quiet 22:00–07:00 Europe/Berlin", with the days where it is not each of them. */
function quietText(
  t: TFunction,
  { from, to, time_zone: zone, days }: NonNullable<ChannelResource['quiet']>,
  dayNames: readonly string[],
): string {
  const isEveryDay = days.length === 0 || days.length === dayNames.length
  const names = days.map((day) => dayNames[day - 1]).join(' ')
  return t(isEveryDay ? 'channels.quietAt' : 'channels.quietOn', { from, to, zone, days: names })
}

/** "summary at 08:00 Europe/Berlin" */
function summaryText(t: TFunction, { cron, time_zone: zone }: NonNullable<ChannelResource['summary']>): string {
  const time = dailyTime(cron)
  return time === null ? t('channels.summaryCron', { cron, zone }) : t('channels.summaryAt', { time, zone })
}

/** What went wrong, in the reader's language; null where nothing did. */
export function useProblemWords(): (thing: Pick<ChannelResource | DeliveryResource, 'problem'>) => string | null {
  const language = usePreferences((preferences) => preferences.language)
  return useCallback(({ problem }) => problem && refusalWords(problem, language), [language])
}
