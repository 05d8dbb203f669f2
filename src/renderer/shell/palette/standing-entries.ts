import {
  IconAppWindow,
  IconArrowBackUp,
  IconArrowsDiff,
  IconBellOff,
  IconClipboardText,
  IconDownload,
  IconFileText,
  IconFileTypePdf,
  IconFilter,
  IconFlask,
  IconKeyboard,
  IconLanguage,
  IconLink,
  IconNote,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlugConnected,
  IconPrinter,
  IconRefresh,
  IconScale,
  IconServerBolt,
  IconShieldHalf,
  IconSubtask,
  IconSunMoon,
  IconTargetArrow,
  IconTerminal2,
  IconTool,
  IconTrash,
  IconWorld,
} from '@tabler/icons-react'
import type { ParseKeys } from 'i18next'
import { monitorLabel } from '../../../console/monitor-label.ts'
import { attempt, copyDiagnostics } from '../../features/desktop/life-actions.ts'
import { copyLink, copyWebLink } from '../../components/copy-link.ts'
import { openConnectDialog } from '../../stores/connect-dialog.ts'
import { callDesktop, showMonitor, useDesktop } from '../../stores/desktop.ts'
import { openDialog, openReloadDialog } from '../../stores/dialog.ts'
import { offeredExports } from '../../stores/exports.ts'
import { togglePaused } from '../../stores/fleet.ts'
import { type Language, languages, themeKeys, themes, usePreferences } from '../../stores/preferences.ts'
import { linkHere } from '../../stores/link-here.ts'
import { screenNames } from '../../stores/route.ts'
import { chooseTask, goTo } from '../../stores/scope.ts'
import { formatPair } from '../../features/epochs/epoch-pair.ts'
import { printPage } from '../print/print-page.ts'
import { focusFilter } from '../use-shortcuts.ts'
import { screenIcons } from '../screen-icons.ts'
import type { Entry } from './entry.ts'
import { lostProblem, planProblem, type Scene } from './scene.ts'

/** What is there to be chosen before anything is typed. */
export function standingEntries(scene: Scene): Entry[] {
  return [...actions(scene), ...screens(scene), ...places(scene), ...tasks(scene), ...looks(scene)]
}

function actions(scene: Scene): Entry[] {
  const { canAct, isPaused, task } = scene
  const newest = task?.epoch ?? 0
  return [
    ...(canAct ? changes(scene) : []),
    {
      ...named(scene, 'pause', isPaused ? 'shell.resume' : 'shell.pause', isPaused ? IconPlayerPlay : IconPlayerPause),
      shortcut: 'pause',
      run: togglePaused,
    },
    {
      ...named(scene, 'what-if', 'palette.whatIf', IconFlask),
      problem: planProblem(scene),
      run: () => goTo('slots', { mode: 'what-if' }),
    },
    {
      ...named(scene, 'compare', 'palette.compareLast', IconArrowsDiff),
      problem: planProblem(scene),
      run: () => goTo('epochs', { compare: formatPair(newest - 1, newest) }),
    },
    ...offeredExports().map(({ label, run }, i): Entry => {
      const what = named(scene, `export:${i}`, 'common.exportCsv', IconDownload)
      return { ...what, label, keywords: `${what.keywords} download`, run }
    }),
    ...printing(scene),
    ...links(scene),
    ...monitors(scene),
    ...ofTheApp(scene),
    { ...named(scene, 'program', 'firstRun.another', IconTerminal2), run: () => openDialog({ kind: 'program' }) },
    { ...named(scene, 'filter', 'palette.filter', IconFilter), shortcut: 'filter', run: focusFilter },
    {
      ...named(scene, 'shortcuts', 'shortcuts.title', IconKeyboard),
      shortcut: 'shortcuts',
      run: () => openDialog({ kind: 'shortcuts' }),
    },
  ]
}

/** `[DT-23]` On paper everywhere; a browser makes the PDF in its own dialog. */
function printing(scene: Scene): Entry[] {
  const print: Entry = {
    ...named(scene, 'print', 'print.print', IconPrinter),
    shortcut: 'print',
    run: () => void printPage('paper'),
  }
  if (!useDesktop.getState().state) return [print]
  return [print, { ...named(scene, 'pdf', 'print.savePdf', IconFileTypePdf), run: () => void printPage('pdf') }]
}

/** What is shown, to be opened elsewhere. */
function links(scene: Scene): Entry[] {
  const copy: Entry = {
    ...named(scene, 'copy-link', 'common.copyLink', IconLink),
    shortcut: 'copyLink',
    run: () => void copyLink(),
  }
  if (!useDesktop.getState().state) {
    const open = () => location.assign(linkHere().app)
    return [copy, { ...named(scene, 'open-app', 'links.openApp', IconAppWindow), run: open }]
  }
  if (linkHere().web === null) return [copy]
  return [copy, { ...named(scene, 'copy-web', 'links.copyWeb', IconWorld), run: () => void copyWebLink() }]
}

/** Which monitor is shown can be chosen in the desktop app only. */
function monitors(scene: Scene): Entry[] {
  const desktop = useDesktop.getState().state
  if (!desktop) return []
  const connect = { ...named(scene, 'connect', 'connect.open', IconPlugConnected), run: () => openConnectDialog() }
  const others = desktop.monitors.filter(({ id }) => id !== null && id !== desktop.attached)
  const switches = others.map((monitor): Entry => {
    const values = { monitor: monitorLabel(monitor) }
    return {
      id: `monitor:${monitor.id}`,
      group: 'action',
      label: scene.t('monitors.switchTo', values),
      detail: monitor.url,
      keywords: `${scene.english('monitors.switchTo', values)} ${monitor.url}`.toLowerCase(),
      icon: IconServerBolt,
      run: () => void showMonitor(monitor.id),
    }
  })
  if (desktop.attached === null) return [...switches, connect]
  const back = { ...named(scene, 'own-monitor', 'desktop.back', IconArrowBackUp), run: () => void showMonitor(null) }
  return [back, ...switches, connect]
}

/** `[DT-13]` `[DT-16]` */
function ofTheApp(scene: Scene): Entry[] {
  const desktop = useDesktop.getState().state
  if (!desktop) return []
  const { is_safe: isSafe } = desktop.life
  return [
    {
      ...named(scene, 'diagnostics', 'life.copyDiagnostics', IconClipboardText),
      run: () => attempt(copyDiagnostics()),
    },
    {
      ...named(scene, 'logs', 'life.openLogs', IconFileText),
      run: () => attempt(callDesktop('logs.open', {})),
    },
    {
      ...named(scene, 'safe-mode', isSafe ? 'life.restartNormally' : 'life.restartSafe', IconShieldHalf),
      run: () => attempt(callDesktop('app.restart', { is_safe: !isSafe })),
    },
  ]
}

function looks(scene: Scene): Entry[] {
  const { set } = usePreferences.getState()
  return [
    ...themes.map((theme): Entry => ({
      ...named(scene, `theme:${theme}`, themeKeys[theme], IconSunMoon, 'shell.theme'),
      group: 'look',
      run: () => set({ theme }),
    })),
    ...Object.entries(languages).map(([code, name]): Entry => ({
      ...named(scene, `language:${code}`, 'shell.language', IconLanguage),
      group: 'look',
      label: `${scene.t('shell.language')}: ${name}`,
      run: () => set({ language: code as Language }),
    })),
  ]
}

/** What changes something at the monitor: each shows first what it would do. */
function changes(scene: Scene): Entry[] {
  const { t, english, format, data, task, callDemo } = scene
  const of = task ? { detail: task.name } : {}
  const lost = [...data.consumers.values()].filter(({ state }) => state === 'lost').map((one) => one.consumer_id)
  const { demo } = data.server
  return [
    {
      ...named(scene, 'reload', 'reload.button', IconRefresh),
      ...of,
      shortcut: 'reload',
      problem: planProblem(scene),
      run: () => openReloadDialog(),
    },
    {
      ...named(scene, 'rebalance', 'palette.rebalance', IconScale),
      ...of,
      problem: planProblem(scene),
      run: () => openReloadDialog({ rebalance: true }),
    },
    {
      ...named(scene, 'import', 'firstRun.importTargets', IconTargetArrow),
      problem: lostProblem(scene),
      run: () => goTo('targets', { import: 'add' }),
    },
    {
      ...named(scene, 'note', 'palette.addNote', IconNote),
      problem: lostProblem(scene),
      run: () => openDialog({ kind: 'note' }),
    },
    {
      ...named(scene, 'silence', 'palette.silence', IconBellOff),
      problem: lostProblem(scene),
      run: () => openDialog({ kind: 'window', about: { mutes: true, holds: false, scope: {} } }),
    },
    {
      ...named(scene, 'maintenance', 'palette.maintenance', IconTool),
      problem: lostProblem(scene),
      run: () => openDialog({ kind: 'window', about: { mutes: true, holds: true, scope: {} } }),
    },
    ...(task?.undo
      ? [
          {
            ...named(scene, 'undo-targets', 'palette.undoTargets', IconArrowBackUp),
            ...of,
            problem: lostProblem(scene),
            run: () => openDialog({ kind: 'undo', taskId: task.task_id }),
          },
        ]
      : []),
    ...(lost.length > 0
      ? [
          {
            id: 'dismiss-lost',
            group: 'action' as const,
            label: t('palette.dismissLost', { count: format.number(lost.length) as never }),
            keywords: english('palette.dismissLost', { count: lost.length }).toLowerCase(),
            icon: IconTrash,
            problem: lostProblem(scene),
            run: () => openDialog({ kind: 'consumers', action: 'dismiss', ids: lost }),
          },
        ]
      : []),
    // Offered where the Overview offers it: where nobody is there who could be disturbed.
    ...(demo === 'stopped' && data.consumers.size === 0
      ? [
          {
            ...named(scene, 'demo-start', 'firstRun.startDemo', IconPlayerPlay),
            problem: lostProblem(scene),
            run: () => callDemo('demo.start'),
          },
        ]
      : []),
    ...(demo === 'running'
      ? [
          {
            ...named(scene, 'demo-stop', 'firstRun.stopDemo', IconPlayerStop),
            problem: lostProblem(scene),
            run: () => callDemo('demo.stop'),
          },
        ]
      : []),
  ]
}

function screens(scene: Scene): Entry[] {
  return screenNames.map((screen) => ({
    ...named(scene, `view:${screen}`, `screen.${screen}`, screenIcons[screen]),
    group: 'screen',
    shortcut: screen,
    run: () => goTo(screen),
  }))
}

/** Parts of screens that have an address. */
function places(scene: Scene): Entry[] {
  const modes = (['history', 'compare'] as const).map((mode): Entry => ({
    ...named(scene, `slots:${mode}`, `slots.modes.${mode}`, screenIcons.slots, 'screen.slots'),
    group: 'screen',
    run: () => goTo('slots', { mode }),
  }))
  const isDesktop = useDesktop.getState().state !== null
  const ownParts = isDesktop ? (['desktop'] as const) : []
  const operatorParts = scene.canAct ? (['channels'] as const) : []
  const parts = (['task', ...operatorParts, 'windows', 'server', 'appearance', ...ownParts] as const).map(
    (part): Entry => ({
      ...named(scene, `settings:${part}`, `settings.${part}`, screenIcons.settings, 'screen.settings'),
      group: 'screen',
      run: () => goTo('settings', { part: part === 'task' ? '' : part }),
    }),
  )
  return [...modes, ...parts]
}

function tasks({ t, data, task }: Scene): Entry[] {
  return Array.from(data.tasks.values(), ({ task_id, name }) => ({
    id: `task:${task_id}`,
    group: 'task',
    label: name,
    detail: task_id === task?.task_id ? `${task_id} · ${t('slots.present')}` : String(task_id),
    keywords: `${t('shell.task')} ${task_id}`.toLowerCase(),
    icon: IconSubtask,
    run: () => chooseTask(task_id),
  }))
}

/** @param of what it is one of: "Theme: Dark" */
function named({ t, english }: Scene, id: string, key: ParseKeys, icon: Entry['icon'], of?: ParseKeys) {
  const inWords = (say: Scene['t']) => (of ? `${say(of)}: ${say(key)}` : say(key))
  return { id, group: 'action' as const, label: inWords(t), keywords: inWords(english).toLowerCase(), icon }
}
