import { Button } from '@mantine/core'
import { IconPlayerPlay, IconPlugConnected } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { ownPage, reachedAt } from '../../backend/reached-at.ts'
import { useCommand } from '../../backend/use-command.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { ImportButton } from '../../components/import-button.tsx'
import { useCanAct } from '../../stores/can-act.ts'
import { openConnectDialog } from '../../stores/connect-dialog.ts'
import { useDesktop } from '../../stores/desktop.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { pythonProgram } from './python-program.ts'

/** Nothing is connected: teaches how to connect, and offers a fleet to look at. */
export function FirstRun() {
  const { t } = useTranslation()
  const [isRunning, start] = useCommand('demo.start')
  const url = useFleetData(({ server }) => reachedAt(server, ownPage()).consumerUrl)
  const demo = useFleetData(({ server }) => server.demo)
  const canAct = useCanAct()
  const isDesktop = useDesktop(({ state }) => state !== null)
  const snippet = pythonProgram(url)
  return (
    <div className="bd-first-run">
      <section className="bd-panel">
        <strong>{t('firstRun.title')}</strong>
        <span className="bd-dim">{t('firstRun.intro')}</span>
        <div className="bd-code bd-code-line">
          <span>{url}</span>
          <CopyButton text={url} />
        </div>
        <span className="bd-dim">{t('firstRun.python')}</span>
        <div className="bd-code-block">
          <pre className="bd-code" tabIndex={0}>
            {snippet}
          </pre>
          <span>
            <CopyButton text={snippet} />
          </span>
        </div>
      </section>
      {canAct && demo !== 'absent' && (
        <section className="bd-panel">
          <span className="bd-dim">{t('firstRun.orDemo')}</span>
          <Button
            leftSection={<IconPlayerPlay size={14} />}
            loading={isRunning || demo === 'starting'}
            onClick={() => start({})}
          >
            {t('firstRun.startDemo')}
          </Button>
          {demo === 'starting' && <span className="bd-dim">{t('firstRun.demoStarting')}</span>}
          {demo === 'stopping' && <span className="bd-dim">{t('firstRun.demoStopping')}</span>}
        </section>
      )}
      {canAct && (
        <section className="bd-panel">
          <span className="bd-dim">{t('firstRun.targetsFirst')}</span>
          <ImportButton />
        </section>
      )}
      {isDesktop && (
        <section className="bd-panel">
          <span className="bd-dim">{t('firstRun.elsewhere')}</span>
          <Button variant="default" leftSection={<IconPlugConnected size={14} />} onClick={() => openConnectDialog()}>
            {t('connect.open')}
          </Button>
        </section>
      )}
    </div>
  )
}
