import { Button } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../../backend/use-command.ts'
import { BrakeBanners } from '../../features/brake/brake-banner.tsx'
import { useCanAct } from '../../stores/can-act.ts'
import { useAlertHistory } from '../../features/history/use-alert-history.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { useRange } from '../../stores/range.ts'
import { useScope } from '../../stores/scope.ts'
import { AlertsPanel } from './alerts-panel.tsx'
import { ConsumerMap } from './consumer-map.tsx'
import { ErrorsPanel } from './errors-panel.tsx'
import { Figures } from './figures.tsx'
import { FirstRun, FirstRunWays } from './first-run.tsx'
import { LastEpochs } from './last-epochs.tsx'
import { situationOf } from './situation.ts'
import { useAlertMarks, useEpochMarks, useNoteMarks } from '../../features/history/use-marks.ts'
import { useOverviewHistory } from './use-overview-history.ts'
import { usePresent } from './use-present.ts'
import { NotableEvents } from './notable-events.tsx'
import { WhatHappened } from './what-happened.tsx'

/** So many have a line each in the lowest row as it is then. */
const FEW_CONSUMERS = 6

/** What an operator has to know at a glance: what is, what was, and where the trouble is. */
export function OverviewScreen() {
  // Only what the parts of it do not look at themselves: they are not to be rendered for each other's updates.
  const situation = useFleetData(situationOf)
  const isFew = useFleetData(({ consumers }) => consumers.size <= FEW_CONSUMERS)
  return (
    <>
      <BrakeBanners />
      <div className="bd-screen bd-overview" data-situation={situation} data-few={isFew ? '' : undefined}>
        <DemoStop />
        <Board />
        {situation !== 'working' && <FirstRun situation={situation} />}
        <div className="bd-overview-side">
          <AlertsPanel />
          {situation === 'working' ? <ErrorsPanel /> : <FirstRunWays situation={situation} />}
        </div>
        {situation === 'working' && <Rest />}
      </div>
    </>
  )
}

/** The figures and the charts below them: of the same readings. */
function Board() {
  const taskId = useScope()
  const situation = useFleetData(situationOf)
  const present = usePresent(taskId)
  const history = useOverviewHistory(present, taskId)
  // Where all of them have gone, how that came about is what somebody wants to see.
  const wasWorking = situation === 'waiting' && history.rows.some(({ consumers_online }) => (consumers_online ?? 0) > 0)
  return (
    <>
      <Figures present={present} history={history} taskId={taskId} />
      {(situation === 'working' || wasWorking) && <Charts history={history} taskId={taskId} />}
    </>
  )
}

function Charts({ history, taskId }: Omit<Parameters<typeof Figures>[0], 'present'>) {
  const { span } = history
  const epochs = useEpochMarks(span, taskId)
  const alerts = useAlertMarks(useAlertHistory(span, taskId), span)
  const notes = useNoteMarks(span, taskId)
  return <WhatHappened history={history} marks={[...epochs, ...alerts, ...notes]} />
}

function Rest() {
  const taskId = useScope()
  const range = useRange()
  const alerts = useAlertHistory(range, taskId)
  const away = useMemo(
    () => new Set(alerts.flatMap(({ kind, consumer_id = '' }) => (isAway(kind) ? consumer_id : []))),
    [alerts],
  )
  return (
    <>
      <ConsumerMap away={away} />
      <LastEpochs />
      <NotableEvents span={range} isLive={range.isLive} alerts={alerts} taskId={taskId} />
    </>
  )
}

const isAway = (kind: string): boolean => kind === 'consumer_offline' || kind === 'consumer_lost'

function DemoStop() {
  const { t } = useTranslation()
  const demo = useFleetData(({ server }) => server.demo)
  const [isRunning, stop] = useCommand('demo.stop')
  const canAct = useCanAct()
  if (!canAct || (demo !== 'running' && demo !== 'stopping')) return null
  return (
    <div className="bd-overview-demo">
      <span className="bd-dim">{t('firstRun.demoRuns')}</span>
      <Button size="compact-xs" variant="default" loading={isRunning || demo === 'stopping'} onClick={() => stop({})}>
        {t('firstRun.stopDemo')}
      </Button>
    </div>
  )
}
