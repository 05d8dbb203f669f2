import type { Language } from '../../console/language.ts'

const en = {
  putBack: {
    message: 'Batchdeck {{from}} did not start; {{to}} is back',
    detail:
      'The update to {{from}} failed to start {{count}} times, so the version before was put back. Targets, epochs and settings are untouched. Version {{from}} will not be offered again.',
    logs: 'What happened is in the log files: {{folder}}',
    ok: 'OK',
    openLogs: 'Open Logs',
  },
  notStarting: {
    message: 'Batchdeck {{version}} failed to start {{count}} times',
    detail: 'Batchdeck tries again now. Version {{good}} worked before; if this one fails again, install that one.',
  },
  laterDatabase: {
    message: 'Batchdeck {{from}} changed the database before it failed',
    detail:
      'Version {{to}} cannot read it. A copy from before the update is there, of {{time}}. What is replaced is kept in the data folder.',
    lost: 'Epochs published since then are lost: {{count}}.',
    nothingLost: 'No epoch was published since then.',
    noCopy:
      'Version {{to}} cannot read it, and there is no copy from before the update. Put a backup back, or install {{from}} or later.',
    restore: 'Put the Copy Back',
    quit: 'Quit',
  },
}

type Words<T> = { readonly [K in keyof T]: T[K] extends string ? string : Words<T[K]> }

const zh: Words<typeof en> = {
  putBack: {
    message: 'Batchdeck {{from}} 无法启动，已恢复 {{to}}',
    detail:
      '更新到 {{from}} 后连续 {{count}} 次启动失败，因此已恢复为之前的版本。目标、分配版本和设置均未改动。不会再提示安装 {{from}}。',
    logs: '详情见日志文件：{{folder}}',
    ok: '好',
    openLogs: '打开日志',
  },
  notStarting: {
    message: 'Batchdeck {{version}} 已连续 {{count}} 次启动失败',
    detail: '现在将再次尝试启动。之前的 {{good}} 版本可正常使用；如果仍然失败，请安装该版本。',
  },
  laterDatabase: {
    message: 'Batchdeck {{from}} 在启动失败前已更改数据库',
    detail: '{{to}} 版本无法读取它。更新前的副本仍在，时间为 {{time}}。被替换的文件保留在数据文件夹中。',
    lost: '此后发布的分配版本将丢失：{{count}} 个。',
    nothingLost: '此后没有发布过分配版本。',
    noCopy: '{{to}} 版本无法读取它，且没有更新前的副本。请恢复备份，或安装 {{from}} 或更高版本。',
    restore: '恢复副本',
    quit: '退出',
  },
}

/** What is said of updates outside of the page. */
export const updateWords: Readonly<Record<Language, Words<typeof en>>> = { en, zh }
