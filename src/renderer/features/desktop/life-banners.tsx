import { Button } from '@mantine/core'
import { IconAlertTriangle, IconDeviceFloppy, IconShieldHalf } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useAction } from '../../backend/use-command.ts'
import { callDesktop, useDesktop } from '../../stores/desktop.ts'

/** `[DT-12]` `[DT-15]` `[DT-16]` What the app around the page has to say on every screen. */
export function LifeBanners() {
  const { t } = useTranslation()
  const life = useDesktop(({ state }) => state?.life)
  const [isRunning, run] = useAction()
  if (!life) return null
  return (
    <>
      {life.is_safe && (
        <Banner icon={<IconShieldHalf className="bd-fixed" size={15} aria-hidden />} words={t('life.safeBanner')}>
          <Button
            flex="none"
            size="compact-xs"
            variant="default"
            loading={isRunning}
            onClick={() => void run(() => callDesktop('app.restart', { is_safe: false }))}
          >
            {t('life.restartNormally')}
          </Button>
        </Banner>
      )}
      {life.was_restarted && (
        <Banner
          icon={<IconAlertTriangle className="bd-fixed" size={15} aria-hidden />}
          words={t('life.restartedBanner')}
        >
          <Button
            flex="none"
            size="compact-xs"
            variant="default"
            onClick={() => void run(() => callDesktop('report.open', {}))}
          >
            {t('life.showReport')}
          </Button>
          <Button
            flex="none"
            size="compact-xs"
            variant="default"
            onClick={() => void run(() => callDesktop('report.seen', {}))}
          >
            {t('life.dismiss')}
          </Button>
        </Banner>
      )}
      {!life.keeps_settings && (
        <Banner
          icon={<IconDeviceFloppy className="bd-fixed" size={15} aria-hidden />}
          words={t('life.notKeptBanner')}
        />
      )}
    </>
  )
}

function Banner({ icon, words, children }: { icon: ReactNode; words: string; children?: ReactNode }) {
  return (
    <div className="bd-banner" data-kind="window" role="status">
      {icon}
      <span>{words}</span>
      <span className="bd-spacer" />
      {children}
    </div>
  )
}
