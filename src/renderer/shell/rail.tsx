import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconStack2 } from '@tabler/icons-react'
import { VisuallyHidden } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { SeverityGlyph } from '../features/alerts/severity-glyph.tsx'
import { UpdateNotice } from '../features/desktop/update-notice.tsx'
import { useFormat } from '../i18n/format.ts'
import { useFleetData } from '../stores/fleet.ts'
import { usePreferences } from '../stores/preferences.ts'
import { type ScreenName, screenNames, useRoute } from '../stores/route.ts'
import { useLink } from '../stores/scope.ts'
import { keyCaps } from './shortcuts.ts'
import { screenIcons } from './screen-icons.ts'
import { type Trouble, useRailCounts } from './use-rail-counts.ts'

/** The screens, by icon and name, each with how many rows of it are in trouble (UI-9). */
export function Rail() {
  const { t } = useTranslation()
  const { isRailCollapsed: isCollapsedByChoice, set } = usePreferences()
  // A narrow window has better uses for the room.
  const isNarrow = useMediaQuery('(max-width: 1200px)')
  const isRailCollapsed = isCollapsedByChoice || isNarrow
  const collapse = isRailCollapsed ? t('shell.expand') : t('shell.collapse')
  const { url, version, role } = useFleetData(({ server }) => server)
  const troubles = useRailCounts()
  return (
    <nav className="bd-rail" aria-label={t('shell.navigation')} data-collapsed={isRailCollapsed ? '' : undefined}>
      <span className="bd-brand">
        <IconStack2 size={18} color="var(--bd-accent)" aria-hidden />
        {!isRailCollapsed && 'Batchdeck'}
      </span>
      {screenNames
        .filter((name) => name !== 'help')
        .map((name) => (
          <RailLink key={name} name={name} isCollapsed={isRailCollapsed} trouble={troubles[name]} />
        ))}
      <span className="bd-spacer" />
      <UpdateNotice isCollapsed={isRailCollapsed} />
      <RailLink name="help" isCollapsed={isRailCollapsed} trouble={undefined} />
      {!isRailCollapsed && (
        <span className="bd-where">
          <span className="bd-mono bd-truncate" title={url}>
            {url.replace(/^https?:\/\//, '')}
          </span>
          <span>{t('shell.where', { version, role: t(role === 'viewer' ? 'shell.viewer' : 'shell.operator') })}</span>
        </span>
      )}
      {!isNarrow && (
        <button
          type="button"
          className="bd-rail-link"
          aria-label={collapse}
          onClick={() => set({ isRailCollapsed: !isRailCollapsed })}
        >
          {isRailCollapsed ? <IconLayoutSidebarLeftExpand size={16} /> : <IconLayoutSidebarLeftCollapse size={16} />}
          {!isRailCollapsed && collapse}
        </button>
      )}
    </nav>
  )
}

interface RailLinkProps {
  readonly name: ScreenName
  readonly isCollapsed: boolean
  readonly trouble: Trouble | undefined
}

/** Also one of the tabs of a phone. */
export function RailLink({ name, isCollapsed, trouble }: RailLinkProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  const isCurrent = useRoute((route) => route.screen === name)
  const kept = useRoute((route) => route.kept[name])
  const Icon = screenIcons[name]
  const label = t(`screen.${name}`)
  return (
    <span className="bd-rail-item">
      <a
        className="bd-rail-link"
        href={link(name, kept)}
        aria-current={isCurrent ? 'page' : undefined}
        aria-label={label}
        title={`${isCollapsed ? `${label} · ` : ''}${keyCaps(name).join(' ')}`}
      >
        <Icon size={16} aria-hidden />
        {!isCollapsed && label}
      </a>
      {trouble && (
        <span className="bd-rail-count">
          <SeverityGlyph severity={trouble.severity} size={11} />
          {format.number(Math.min(9999, trouble.count))}
          <VisuallyHidden> {t('shell.inTrouble')}</VisuallyHidden>
        </span>
      )}
    </span>
  )
}
