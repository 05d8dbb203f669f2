import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { alertRows, countRows } from '../features/alerts/alert-rows.ts'
import { useFleet } from '../stores/fleet.ts'
import { useRoute } from '../stores/route.ts'
import { tabIcon } from './tab-icon.ts'
import type { Liveness } from './connection.tsx'

/** `[UI-9]` The tab and the window say how many problems there are, and that what is shown is not the present. */
export function useTabTitle(liveness: Liveness): void {
  const { t } = useTranslation()
  const screen = useRoute((route) => route.screen)
  const alerts = useFleet(({ data }) => data?.alerts)
  const problems = useMemo(() => {
    const { critical, warning } = countRows(alertRows(alerts ?? []))
    return { count: critical + warning, isCritical: critical > 0 }
  }, [alerts])
  const isLost = liveness === 'lost'
  const name = isLost || liveness === 'paused' ? t(`shell.${liveness}`) : t(`screen.${screen}`)
  const mark = isLost ? '!' : problems.count > 99 ? '99+' : problems.count > 0 ? String(problems.count) : ''
  useEffect(() => {
    document.title = `${mark === '' ? '' : `(${mark}) `}${name} – Batchdeck`
  }, [mark, name])
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
    if (link) link.href = tabIcon(mark, isLost || problems.isCritical)
  }, [mark, isLost, problems.isCritical])
}
