import { useMediaQuery } from '@mantine/hooks'
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useCanAct } from '../stores/can-act.ts'
import { useIsPrinting } from '../stores/printing.ts'
import { Announcements } from './announcements.tsx'
import { Banners } from './banners.tsx'
import { useLiveness } from './connection.tsx'
import { Dialogs } from './dialogs.tsx'
import { Header } from './header.tsx'
import { NativeEvents } from './native-events.tsx'
import { PhoneTabs } from './phone-tabs.tsx'
import { PrintHead } from './print/print-head.tsx'
import { dressForPaper } from './print/print-page.ts'
import { Rail } from './rail.tsx'
import { Palette } from './palette/palette.tsx'
import { useCopiedNotice } from './copied-notice.ts'
import { useGoneNotice } from './gone-notice.ts'
import { useTabTitle } from './tab-title.ts'
import { useShortcuts } from './use-shortcuts.ts'

/** What surrounds every screen. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const isPhone = useMediaQuery('(max-width: 640px)') ?? false
  const isPrinting = useIsPrinting()
  const liveness = useLiveness()
  useEffect(dressForPaper, [])
  useTabTitle(liveness)
  useGoneNotice()
  useCopiedNotice()
  useShortcuts(useCanAct())
  return (
    <div className="bd-shell" data-liveness={liveness}>
      <a className="bd-skip" href="#content" onClick={focusContent}>
        {t('shell.skip')}
      </a>
      {!isPhone && <Rail />}
      <Header />
      {isPrinting && <PrintHead />}
      <Banners />
      <main className="bd-main" id="content" tabIndex={-1}>
        {children}
      </main>
      {isPhone && <PhoneTabs />}
      <NativeEvents />
      <Announcements />
      <Dialogs />
      <Palette />
    </div>
  )
}

/** The address holds the screen, so a link to an anchor must not change it. */
function focusContent(event: { preventDefault(): void }): void {
  event.preventDefault()
  document.getElementById('content')?.focus()
}
