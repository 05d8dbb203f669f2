import { useTranslation } from 'react-i18next'
import { useShallow } from 'zustand/react/shallow'
import { monitorLabel } from '../../../console/monitor-label.ts'
import type { KnownMonitor, MonitorHealth } from '../../../contract/desktop-monitors.ts'
import type { Severity } from '../../../contract/resources/alert.ts'
import { useFormat } from '../../i18n/format.ts'
import { useDesktop } from '../../stores/desktop.ts'

const none: readonly KnownMonitor[] = []

/** Every monitor that the app can show, its own first; none in a browser. */
export function useMonitors(): readonly KnownMonitor[] {
  return useDesktop(useShallow(({ state }) => state?.monitors ?? none))
}

/** What a monitor is called. */
export function useMonitorLabel(): (monitor: KnownMonitor) => string {
  const { t } = useTranslation()
  return (monitor) => (monitor.id === null ? t('monitors.here') : monitorLabel(monitor))
}

/** The gravest of what needs somebody, and how much that is; null where nothing does, or it is not known. */
export function gravestOf({ figures }: MonitorHealth): { severity: Severity; count: number } | null {
  if (!figures) return null
  const { critical, warning, info } = figures.problems
  const severity = critical > 0 ? 'critical' : warning > 0 ? 'warning' : info > 0 ? 'info' : null
  return severity && { severity, count: critical + warning + info }
}

/** Whether somebody has to sign in before it can be shown. */
export function needsSignIn({ standing, problem }: MonitorHealth): boolean {
  return standing === 'held' && (problem?.fault === 'token_missing' || problem?.fault === 'token_wrong')
}

/** How a monitor is, in a few words: what it counts while that is the present, and otherwise why it does not. */
export function useHealthText(): (health: MonitorHealth) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (health) => {
    const { standing, figures } = health
    if (standing === 'live' && figures) {
      const gravest = gravestOf(health)
      const share = figures.coverage === null ? t('monitors.noTargets') : format.percent(figures.coverage)
      if (!gravest) return share
      const { count } = gravest
      return t('monitors.problems', { count, problems: format.number(count) })
    }
    if (needsSignIn(health)) return t('monitors.signIn')
    return t(`monitors.standing.${standing}`)
  }
}
