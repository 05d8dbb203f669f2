import type { Language } from '../../console/language.ts'

const en = {
  quit: 'Quit',
  cancel: 'Cancel',
  tryAgain: 'Try Again',
  openLogs: 'Open Logs',
  restart: 'Restart',
  page: {
    message: 'The window keeps failing',
    detail:
      'It was reloaded {{times}} times within a minute. The monitor is still running and consumers stay connected. The log says what happened.',
    reload: 'Reload',
  },
  fault: {
    message: 'Batchdeck ran into an error again',
    detail:
      'It was already restarted a few minutes ago, so it waits for you this time. What was acknowledged is on disk.\n\n{{problem}}\n\nThe report is in\n{{file}}',
    detailWithout:
      'It was already restarted a few minutes ago, so it waits for you this time. What was acknowledged is on disk.\n\n{{problem}}\n\nNo report could be written; see the log.',
    open: 'Open Report',
  },
  quitting: {
    message: 'A rollout is under way',
    imports: 'An import is under way',
    rollout: '{{task}}, epoch {{epoch}}: {{missing}} of {{told}} consumers have not answered.',
    import: 'A target list is being imported ({{lines}} lines so far). Unapplied, it is lost on quitting.',
    after: 'Consumers keep working with what they have and are asked again when Batchdeck is back.',
    anyway: 'Quit anyway?',
    keep: 'Keep Running in the Tray',
  },
  port: {
    inUse: 'Port {{port}} is in use',
    byBatchdeck:
      'Another Batchdeck monitor (version {{version}}) listens there. It may run as a service, or for another user of this computer.',
    byOther: 'Another program listens there.',
    forbidden: 'You may not listen on port {{port}}',
    forbiddenDetail: 'The system keeps ports below 1024 for administrators.',
    elsewhere: "{{address}} is not this computer's address",
    elsewhereDetail: 'It is set by server.host. Set it to an address of this computer, or remove it.',
    failed: "The monitor can't listen on {{address}}",
    consumers:
      'Consumers set up for port {{port}} need the new one. It is kept and can be changed under Settings → Desktop.',
    variable: '{{variable}} sets the port: at the next start it is tried first again.',
    use: 'Use Port {{port}}',
  },
  folder: {
    message: "Batchdeck can't use its data folder",
    damaged: "Batchdeck can't read its database",
    newer: 'The database was written by a newer Batchdeck',
    inUse: 'The database is in use',
    choose: 'Choose Another Folder…',
    title: 'Choose a Data Folder',
    open: 'Open Folder',
    restore: 'Restore a Backup…',
    variable: 'BATCHDECK_DATA_DIR sets the folder, so another one can only be chosen there.',
    share: 'The data folder is on a network drive',
    shareDetail:
      '{{folder}} is on {{kind}}. SQLite needs file locks and shared memory that network drives do not offer reliably: the database can be damaged when the connection drops. A folder on this computer is safe; backups may go to the network.',
    useShare: 'Use It Anyway',
  },
  restoring: {
    message: 'Restore this backup?',
    detail: '{{file}}\n\nTasks: {{tasks}}. What is there now is kept beside it, in a folder named replaced-….',
    lost: 'Lost by it: {{lost}}',
    restore: 'Restore',
    filter: 'Batchdeck backups',
  },
  cannotStart: "Batchdeck can't start",
  internal: 'An unexpected error. Nothing was changed.\n\n{{problem}}\n\nThe report is in\n{{file}}',
  safe: {
    message: 'Restart in safe mode?',
    detail:
      'Sources, channels, notifications, the demo and update checks are off until you restart normally. Consumers reconnect by themselves.',
  },
}

type Words<T> = { readonly [K in keyof T]: T[K] extends string ? string : Words<T[K]> }

/** What the app says of its own life: of faults, starts that fail, and its end. */
export type LifeWords = Words<typeof en>

const zh: LifeWords = {
  quit: '退出',
  cancel: '取消',
  tryAgain: '重试',
  openLogs: '打开日志',
  restart: '重新启动',
  page: {
    message: '窗口反复出错',
    detail: '一分钟内已重新加载 {{times}} 次。监控服务仍在运行，消费者保持连接。原因见日志。',
    reload: '重新加载',
  },
  fault: {
    message: 'Batchdeck 再次出错',
    detail:
      '几分钟前已自动重启过一次，因此这次等待您处理。已确认的内容均已写入磁盘。\n\n{{problem}}\n\n报告位于\n{{file}}',
    detailWithout:
      '几分钟前已自动重启过一次，因此这次等待您处理。已确认的内容均已写入磁盘。\n\n{{problem}}\n\n无法写入报告，请查看日志。',
    open: '打开报告',
  },
  quitting: {
    message: '正在发布',
    imports: '正在导入',
    rollout: '{{task}}，第 {{epoch}} 版：{{told}} 个消费者中有 {{missing}} 个尚未应答。',
    import: '正在导入目标列表（已读 {{lines}} 行），尚未应用，退出后将丢失。',
    after: '消费者会继续按现有分配工作，Batchdeck 再次启动后会重新通知它们。',
    anyway: '仍要退出吗？',
    keep: '在托盘中继续运行',
  },
  port: {
    inUse: '端口 {{port}} 已被占用',
    byBatchdeck:
      '另一个 Batchdeck 监控服务（版本 {{version}}）正在使用该端口，可能作为系统服务运行，或由本机的其他用户启动。',
    byOther: '另一个程序正在使用该端口。',
    forbidden: '无权监听端口 {{port}}',
    forbiddenDetail: '系统将 1024 以下的端口留给管理员。',
    elsewhere: '{{address}} 不是本机地址',
    elsewhereDetail: '该地址由 server.host 设置。请改为本机地址，或移除该设置。',
    failed: '监控服务无法监听 {{address}}',
    consumers: '按端口 {{port}} 配置的消费者需要改用新端口。新端口会被记住，可在“设置 → 桌面”中更改。',
    variable: '端口由 {{variable}} 设置：下次启动仍会先尝试它。',
    use: '使用端口 {{port}}',
  },
  folder: {
    message: 'Batchdeck 无法使用其数据文件夹',
    damaged: 'Batchdeck 无法读取其数据库',
    newer: '数据库由更新版本的 Batchdeck 写入',
    inUse: '数据库正被使用',
    choose: '选择其他文件夹…',
    title: '选择数据文件夹',
    open: '打开文件夹',
    restore: '恢复备份…',
    variable: '文件夹由 BATCHDECK_DATA_DIR 设置，只能在那里更改。',
    share: '数据文件夹位于网络驱动器上',
    shareDetail:
      '{{folder}} 位于 {{kind}}。SQLite 需要文件锁和共享内存，网络驱动器无法可靠提供：连接中断时数据库可能损坏。请使用本机上的文件夹；备份可以放在网络上。',
    useShare: '仍然使用',
  },
  restoring: {
    message: '恢复此备份？',
    detail: '{{file}}\n\n任务数：{{tasks}}。现有内容会保留在旁边的 replaced-… 文件夹中。',
    lost: '将因此丢失：{{lost}}',
    restore: '恢复',
    filter: 'Batchdeck 备份',
  },
  cannotStart: 'Batchdeck 无法启动',
  internal: '发生意外错误，未作任何更改。\n\n{{problem}}\n\n报告位于\n{{file}}',
  safe: {
    message: '以安全模式重新启动？',
    detail: '在正常重新启动之前，数据源、通知渠道、系统通知、演示和更新检查均关闭。消费者会自动重新连接。',
  },
}

export const lifeWords: Readonly<Record<Language, LifeWords>> = { en, zh }
