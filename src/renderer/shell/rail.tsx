import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconStack2 } from '@tabler/icons-react'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '../stores/preferences.ts'
import { formatHash, useRoute, screenNames } from '../stores/route.ts'
import { keyCaps } from './shortcuts.ts'
import { screenIcons } from './screen-icons.ts'

/** The screens, by icon and name. */
export function Rail() {
  const { t } = useTranslation()
  const { isRailCollapsed: isCollapsedByChoice, set } = usePreferences()
  // A narrow window has better uses for the room.
  const isNarrow = useMediaQuery('(max-width: 1100px)')
  const isRailCollapsed = isCollapsedByChoice || isNarrow
  const screen = useRoute((route) => route.screen)
  const kept = useRoute((route) => route.kept)
  const collapse = isRailCollapsed ? t('shell.expand') : t('shell.collapse')
  return (
    <nav className="bd-rail" aria-label={t('shell.navigation')} data-collapsed={isRailCollapsed ? '' : undefined}>
      <span className="bd-brand">
        <IconStack2 size={18} color="var(--bd-accent)" aria-hidden />
        {!isRailCollapsed && 'Batchdeck'}
      </span>
      {screenNames.map((name) => {
        const Icon = screenIcons[name]
        return (
          <a
            key={name}
            className="bd-rail-link"
            href={formatHash(name, kept[name] ?? {})}
            aria-current={screen === name ? 'page' : undefined}
            aria-label={t(`screen.${name}`)}
            title={`${isRailCollapsed ? `${t(`screen.${name}`)} · ` : ''}${keyCaps(name).join(' ')}`}
          >
            <Icon size={16} aria-hidden />
            {!isRailCollapsed && t(`screen.${name}`)}
          </a>
        )
      })}
      <span className="bd-spacer" />
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
