import type { JumpListItem, MenuItemConstructorOptions } from 'electron'
import type { Language } from '../../console/language.ts'
import { nativeWords } from './words.ts'

/** What can be chosen at the app's icon without its window: on the task bar, the dock, and in the menu of a Linux desktop. */
export const launcherTasks = ['overview', 'alerts', 'import', 'reload', 'pause'] as const
export type LauncherTask = (typeof launcherTasks)[number]

/** What the app is started with for one of them: `--open=alerts`. */
const FLAG = '--open='

/** `[DT-22]` Which one a start asks for; null where none. */
export function taskIn(args: readonly string[]): LauncherTask | null {
  const name = args.findLast((arg) => arg.startsWith(FLAG))?.slice(FLAG.length)
  return launcherTasks.find((task) => task === name) ?? null
}

interface Offer {
  readonly language: Language
  readonly isPaused: boolean
}

function label(task: LauncherTask, { language, isPaused }: Offer): string {
  const { launcher } = nativeWords[language]
  return task === 'pause' && isPaused ? launcher.resume : launcher[task]
}

/** `[DT-22]` The list of the task bar of Windows. @param start the program, and what it needs before the task */
export function jumpList(offer: Offer, start: { program: string; args: readonly string[] }): JumpListItem[] {
  return launcherTasks.map((task) => ({
    type: 'task',
    title: label(task, offer),
    description: label(task, offer),
    program: start.program,
    args: [...start.args.map(quoted), `${FLAG}${task}`].join(' '),
    iconPath: start.program,
    iconIndex: 0,
  }))
}

/** `[DT-22]` The menu at the icon in the dock of macOS. */
export function dockMenu(offer: Offer, choose: (task: LauncherTask) => void): MenuItemConstructorOptions[] {
  return launcherTasks.map((task) => ({ label: label(task, offer), click: () => choose(task) }))
}

/** For a command line of Windows: a path may have spaces, and no quotation marks. */
function quoted(arg: string): string {
  return `"${arg}"`
}
