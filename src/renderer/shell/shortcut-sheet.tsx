import { Kbd } from '@mantine/core'
import { Fragment, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCanAct } from '../stores/can-act.ts'
import { screenNames } from '../stores/route.ts'
import { Dialog } from '../components/dialog.tsx'
import { useMonitors } from '../features/desktop/use-monitors.ts'
import { KeyCaps } from './key-caps.tsx'
import type { Shortcut } from './shortcuts.ts'

/** `[UI-6]` Every shortcut, in two columns: where to go, and what to do. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const canAct = useCanAct()
  const hasSeveral = useMonitors().length > 1
  const line = (shortcut: Shortcut, words: string): Line => [<KeyCaps key={shortcut} shortcut={shortcut} />, words]
  const cap = (key: string, words: string): Line => [<Kbd key={key}>{key}</Kbd>, words]
  return (
    <Dialog onClose={onClose} title={t('shortcuts.title')} size="lg">
      <div className="bd-shortcuts">
        <Lines name={t('shortcuts.go')} lines={screenNames.map((screen) => line(screen, t(`screen.${screen}`)))} />
        <div>
          <Lines
            name={t('shortcuts.do')}
            lines={[
              line('palette', t('palette.title')),
              ...(canAct ? [line('reload', t('reload.button'))] : []),
              line('pause', t('shortcuts.pause')),
              line('print', t('print.print')),
              line('task', t('shell.task')),
              line('range', t('range.title')),
              line('alerts', t('overview.attention')),
              ...(hasSeveral ? [line('monitor', t('monitors.title'))] : []),
              line('filter', t('palette.filter')),
              line('copyLink', t('common.copyLink')),
              line('shortcuts', t('shortcuts.title')),
              line('about', t('help.aboutView')),
              cap('Esc', t('common.close')),
            ]}
          />
          <Lines
            name={t('shortcuts.lists')}
            lines={[
              cap('↑ ↓', t('shortcuts.row')),
              cap('Enter', t('shortcuts.open')),
              cap(t('shortcuts.space'), t('shortcuts.tick')),
            ]}
          />
          <Lines
            name={t('shortcuts.alerts')}
            lines={[...(canAct ? [cap('K', t('shortcuts.acknowledge'))] : []), cap('Enter', t('shortcuts.showAlert'))]}
          />
        </div>
      </div>
      <p className="bd-dim">{t('shortcuts.hint')}</p>
    </Dialog>
  )
}

type Line = readonly [keys: ReactNode, words: string]

function Lines({ name, lines }: { name: string; lines: readonly Line[] }) {
  return (
    <section aria-label={name}>
      <h3 className="bd-label">{name}</h3>
      <dl>
        {lines.map(([keys, words]) => (
          <Fragment key={words}>
            <dt>{keys}</dt>
            <dd>{words}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  )
}
