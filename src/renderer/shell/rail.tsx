import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconStack2 } from '@tabler/icons-react'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '../stores/preferences.ts'
import { formatHash, useRoute, viewNames } from '../stores/route.ts'
import { keyCaps } from './shortcuts.ts'
import { viewIcons } from './view-icons.ts'

/** The views, by icon and name. */
export function Rail() {
  const { t } = useTranslation()
  const { isRailCollapsed: isCollapsedByChoice, set } = usePreferences()
  // A narrow window has better uses for the room.
  const isNarrow = useMediaQuery('(max-width: 1100px)')
  const isRailCollapsed = isCollapsedByChoice || isNarrow
  const view = useRoute((route) => route.view)
  const kept = useRoute((route) => route.kept)
  const collapse = isRailCollapsed ? t('shell.expand') : t('shell.collapse')
  return (
    <nav className="bd-rail" aria-label={t('shell.navigation')} data-collapsed={isRailCollapsed ? '' : undefined}>
      <span className="bd-brand">
        <IconStack2 size={18} color="var(--bd-accent)" aria-hidden />
        {!isRailCollapsed && 'Batchdeck'}
      </span>
      {viewNames.map((name) => {
        const Icon = viewIcons[name]
        return (
          <a
            key={name}
            className="bd-rail-link"
            href={formatHash(name, kept[name] ?? {})}
            aria-current={view === name ? 'page' : undefined}
            aria-label={t(`view.${name}`)}
            title={`${isRailCollapsed ? `${t(`view.${name}`)} · ` : ''}${keyCaps(name).join(' ')}`}
          >
            <Icon size={16} aria-hidden />
            {!isRailCollapsed && t(`view.${name}`)}
          </a>
        )
      })}
      <span style={{ flex: 1 }} />
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
