import { Button } from '@mantine/core'
import { IconDatabaseImport, IconPlayerPlay, IconPlugConnected } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../../backend/use-command.ts'
import { ImportButton } from '../../components/import-button.tsx'
import { ConsumerProgram } from '../../features/consumer-program/consumer-program.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { openConnectDialog } from '../../stores/connect-dialog.ts'
import { useDesktop } from '../../stores/desktop.ts'
import { openDialog } from '../../stores/dialog.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { useLink } from '../../stores/scope.ts'
import type { Situation } from './situation.ts'

interface FirstRunProps {
  readonly situation: Exclude<Situation, 'working'>
}

/** `[UI-4]` What is missing before there is anything to see, and how it comes about; in place of the charts. */
export function FirstRun({ situation }: FirstRunProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const targets = useFleetData(({ tasks }) => [...tasks.values()].reduce((sum, task) => sum + task.targets, 0))
  const consumers = useFleetData((data) => data.consumers.size)
  const title = {
    empty: () => t('firstRun.title.empty'),
    waiting: () => t('firstRun.title.waiting', { count: targets, targets: format.number(targets) }),
    idle: () => t('firstRun.title.idle', { count: consumers, consumers: format.number(consumers) }),
  }[situation]()
  return (
    <section className="bd-panel bd-first-run" aria-label={title}>
      <strong>{title}</strong>
      {situation === 'idle' ? <FirstTargets /> : <ConsumerProgram />}
    </section>
  )
}

/** What else can be done, beside the charts that are not there yet. */
export function FirstRunWays({ situation }: FirstRunProps) {
  const { t } = useTranslation()
  return (
    <>
      {situation === 'empty' && <Demo />}
      {situation === 'empty' && <TargetsFirst />}
      {situation === 'waiting' && (
        <div className="bd-panel bd-first-run">
          <span className="bd-dim">{t('firstRun.waitingHint')}</span>
        </div>
      )}
      {situation === 'idle' && <AnotherConsumer />}
      <Elsewhere />
    </>
  )
}

/** Consumers are there: what they are to watch comes from a list, or from a source that brings it by itself. */
function FirstTargets() {
  const { t } = useTranslation()
  const link = useLink()
  const canAct = useCanAct()
  return (
    <>
      <span className="bd-dim">{t('firstRun.idleHint')}</span>
      {canAct && (
        <div className="bd-line">
          <ImportButton />
          <Button component="a" href={link('targets')} variant="default" leftSection={<IconDatabaseImport size={14} />}>
            {t('firstRun.setSource')}
          </Button>
        </div>
      )}
    </>
  )
}

function Demo() {
  const { t } = useTranslation()
  const [isRunning, start] = useCommand('demo.start')
  const demo = useFleetData(({ server }) => server.demo)
  if (!useCanAct() || demo === 'absent') return null
  return (
    <div className="bd-panel bd-first-run">
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
    </div>
  )
}

function TargetsFirst() {
  const { t } = useTranslation()
  if (!useCanAct()) return null
  return (
    <div className="bd-panel bd-first-run">
      <span className="bd-dim">{t('firstRun.targetsFirst')}</span>
      <ImportButton />
    </div>
  )
}

function AnotherConsumer() {
  const { t } = useTranslation()
  return (
    <div className="bd-panel bd-first-run">
      <span className="bd-dim">{t('firstRun.anotherHint')}</span>
      <Button
        variant="default"
        leftSection={<IconPlugConnected size={14} />}
        onClick={() => openDialog({ kind: 'program' })}
      >
        {t('firstRun.another')}
      </Button>
    </div>
  )
}

function Elsewhere() {
  const { t } = useTranslation()
  const isDesktop = useDesktop(({ state }) => state !== null)
  if (!isDesktop) return null
  return (
    <div className="bd-panel bd-first-run">
      <span className="bd-dim">{t('firstRun.elsewhere')}</span>
      <Button variant="default" leftSection={<IconPlugConnected size={14} />} onClick={() => openConnectDialog()}>
        {t('connect.open')}
      </Button>
    </div>
  )
}
