import { useTranslation } from 'react-i18next'
import type { WindowResource, WindowScope } from '../../../contract/resources/window.ts'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'

/** So many consumers are named; more are a number. */
const MAX_NAMED = 3

/** What a window does, and whom it is about, in words. */
export interface WindowWords {
  readonly effect: (window: Pick<WindowResource, 'mutes' | 'holds'>) => string
  /** "12 consumers", "zone=eu", "Contracts", "Whole fleet" */
  readonly whom: (scope: WindowScope) => string
  /** Which alerts it mutes, where not all of them; else ''. */
  readonly alerts: (scope: WindowScope) => string
}

/** `[MW-1]` Says of windows what they do, and whom they are about. */
export function useWindowWords(): WindowWords {
  const { t } = useTranslation()
  const format = useFormat()
  const tasks = useFleetData((data) => data.tasks)
  const comma = t('eventText.comma')
  return {
    effect: ({ mutes, holds }) => t(`windows.effects.${mutes && holds ? 'both' : holds ? 'holds' : 'mutes'}`),
    whom({ task_id, consumers, labels }) {
      const parts = [
        ...(task_id === undefined ? [] : [tasks.get(task_id)?.name ?? String(task_id)]),
        ...(consumers === undefined
          ? []
          : [
              consumers.length <= MAX_NAMED
                ? consumers.join(comma)
                : t('action.consumers', { count: format.number(consumers.length) as never }),
            ]),
        ...Object.entries(labels ?? {}).map(([name, value]) => (value === '' ? name : `${name}=${value}`)),
      ]
      return parts.length === 0 ? t('windows.whoms.fleet') : parts.join(comma)
    },
    alerts: ({ kinds = [], severities = [] }) =>
      [...severities.map((severity) => t(`severity.${severity}`)), ...kinds.map((kind) => t(`alertKind.${kind}`))].join(
        comma,
      ),
  }
}
