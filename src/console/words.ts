import type { Language } from './language.ts'
import type { AlertResource } from '../contract/resources/alert.ts'
import { formats } from './format.ts'
import type { ScreenName } from '../contract/place.ts'
import type { TaskResource } from '../contract/resources/task.ts'
import { refusalWords } from './words/refusal-words.ts'

/** What the page and the desktop's tray, menu and notifications say in the same words; `{{name}}` is filled in. */
export const consoleWords = {
  en: {
    screen: {
      overview: 'Overview',
      consumers: 'Consumers',
      batches: 'Batches',
      slots: 'Slots',
      epochs: 'Epochs',
      targets: 'Targets',
      settings: 'Settings',
      events: 'Events',
      help: 'Help',
    },
    alert: {
      consumer_lost: '{{consumer}} is lost',
      consumer_offline: '{{consumer}} is offline; its slots are held',
      consumer_stuck: '{{consumer}} is stuck: connected, but making no progress',
      consumer_flapping: '{{consumer}} is flapping: {{count}} times in the last hour',
      takeover_storm: '{{consumer}} may be running twice',
      frames_refused: 'Messages from {{consumer}} refused: {{count}}. Last: {{message}}',
      rollout_stuck: 'Consumers that have not acknowledged epoch {{epoch}}: {{count}}',
      coverage: '{{count}} targets of {{task}} are not covered',
      consumers_refused: 'Consumers refused, limit of known consumers reached: {{count}} attempts',
      batch_errors: 'Batches in error: {{count}}',
      batches_pending: 'Batches not picked up by their consumers: {{count}}',
      batches_unreported: 'Batches never reported by their consumers: {{count}} of {{of}}',
      consumers_awaited: 'Consumers not back since the monitor started: {{count}}',
      consumers_idle: '{{count}} of {{of}} online consumers own no slots',
      storage: "Can't write to the database: {{message}}",
      event_log: "Can't record events: {{message}}",
      descriptors_low: 'Almost out of connections: {{message}}',
      state_restored: 'Running on an older state: {{message}}',
      state_unproven: "Can't tell whether this is the newest state: {{message}}",
      events_replaced: 'Earlier events are missing: {{message}}',
      backup_failed: 'Backup failed: {{message}}',
      backups_gone: 'Backups are missing: {{message}}',
      source_failed: 'The source of {{task}} failed {{count}} times in a row: {{message}}',
      source_stale: 'The source of {{task}} is out of date: {{message}}',
      source_guarded: 'The source of {{task}} waits for an operator: {{message}}',
      guessing: 'Someone is guessing tokens: {{message}}',
      sync_due: 'Consumers of {{task}} have changed; sync needed',
      mass_loss: '{{count}} of {{of}} consumers of {{task}} are lost at once; their slots are held',
      guarded_change: 'A change of {{task}} was held back: {{message}}',
      delivery_failed: "Can't deliver alerts: {{message}}",
      certificate_expiring: 'The TLS certificate needs renewal: {{message}}',
      disk_filling: 'Running out of disk space: {{message}}',
    },
  },
  zh: {
    screen: {
      overview: '概览',
      consumers: '消费者',
      batches: '批次',
      slots: '槽位',
      epochs: '分配版本',
      targets: '目标',
      events: '事件',
      settings: '设置',
      help: '帮助',
    },
    alert: {
      consumer_lost: '{{consumer}} 已失联',
      consumer_offline: '{{consumer}} 离线，其槽位暂时保留',
      consumer_stuck: '{{consumer}} 停滞：已连接，但没有进展',
      consumer_flapping: '{{consumer}} 反复上下线：近一小时 {{count}} 次',
      takeover_storm: '{{consumer}} 可能重复运行',
      frames_refused: '{{consumer}} 有 {{count}} 条消息被拒绝，最近一次：{{message}}',
      rollout_stuck: '{{count}} 个消费者未应答第 {{epoch}} 版',
      coverage: '{{task}} 有 {{count}} 个目标未被覆盖',
      consumers_refused: '已知消费者达到上限，新消费者被拒绝 {{count}} 次',
      batch_errors: '{{count}} 个批次出错',
      batches_pending: '{{count}} 个批次一直未被其消费者领取',
      batches_unreported: '{{of}} 个批次中有 {{count}} 个，其消费者从不上报状态',
      consumers_awaited: '监控服务启动后，{{count}} 个消费者尚未重新连接',
      consumers_idle: '{{of}} 个在线消费者中有 {{count}} 个没有槽位',
      storage: '无法写入数据库：{{message}}',
      event_log: '无法记录事件：{{message}}',
      descriptors_low: '可打开的连接所剩无几：{{message}}',
      state_restored: '当前运行于较旧的状态：{{message}}',
      state_unproven: '无法确认当前状态是否最新：{{message}}',
      events_replaced: '较早的事件缺失：{{message}}',
      backup_failed: '备份失败：{{message}}',
      backups_gone: '备份缺失：{{message}}',
      source_failed: '{{task}} 的来源连续失败 {{count}} 次：{{message}}',
      source_stale: '{{task}} 的来源已过期：{{message}}',
      source_guarded: '{{task}} 的来源等待操作员处理：{{message}}',
      guessing: '有人在猜测令牌：{{message}}',
      sync_due: '{{task}} 的消费者已变化，需要同步',
      mass_loss: '{{task}} 的 {{of}} 个消费者中有 {{count}} 个同时失联，其槽位已保留',
      guarded_change: '{{task}} 的一次变更被拦下：{{message}}',
      delivery_failed: '告警无法送达：{{message}}',
      certificate_expiring: '需要更换 TLS 证书：{{message}}',
      disk_filling: '磁盘空间即将用尽：{{message}}',
    },
  },
} as const satisfies Record<
  Language,
  { screen: Record<ScreenName, string>; alert: Record<AlertResource['kind'], string> }
>

/** A text with its `{{names}}` filled in. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** Of alerts that count something of which there can be one. */
const alertsOfOne: Partial<Record<AlertResource['kind'], string>> = {
  coverage: '1 target of {{task}} is not covered',
  consumers_idle: '1 of {{of}} online consumers owns no slots',
}

/** The history of alerts (AL-2) has how many there were, not of how many. */
const alertsOfUnknown: Record<Language, Partial<Record<AlertResource['kind'], string>>> = {
  en: {
    batches_unreported: 'Batches never reported by their consumers: {{count}}',
    consumers_idle: 'Online consumers without slots: {{count}}',
    mass_loss: '{{count}} consumers of {{task}} are lost at once; their slots are held',
  },
  zh: {
    batches_unreported: '{{count}} 个批次的消费者从不上报状态',
    consumers_idle: '{{count}} 个在线消费者没有槽位',
    mass_loss: '{{task}} 的 {{count}} 个消费者同时失联，其槽位已保留',
  },
}

/** Tasks, of which only the names are needed. */
export type NamedTasks = ReadonlyMap<number, Pick<TaskResource, 'name'>>

/** The end of a text that says what was said, which is not in it either. */
const saidLast = /(?:\. Last|，最近一次)?(?:: |：)\{\{message\}\}$/

/** An alert in one line: the same words on the page, in the tray and in notifications. */
export function alertText(alert: AlertResource, tasks: NamedTasks, language: Language): string {
  const { kind, count, of, message } = alert
  // A monitor of a later version may know more kinds.
  if (!Object.hasOwn(consoleWords[language].alert, kind)) return kind
  const ofUnknown = of === undefined ? alertsOfUnknown[language][kind] : undefined
  const ofOne = language === 'en' && count === 1 ? alertsOfOne[kind] : undefined
  const text = ofUnknown ?? ofOne ?? consoleWords[language].alert[kind]
  return fill(message === undefined ? text.replace(saidLast, '') : text, alertValues(alert, tasks, language))
}

/** What the text of an alert is filled with. */
export function alertValues(
  { consumer_id = '', task_id, epoch = 0, count = 0, of = 0, ...said }: AlertResource,
  tasks: NamedTasks,
  language: Language,
) {
  const message = said.message === undefined ? '' : refusalWords({ ...said, message: said.message }, language)
  const task = task_id === undefined ? '' : taskName(task_id, tasks, language)
  const { number } = formats[language]
  return { consumer: consumer_id, task, epoch, count: number(count), of: number(of), message }
}

/** The name of a task; of one that is gone the word and its number: "epoch 1 of 5" would say something else. */
export function taskName(taskId: number, tasks: NamedTasks, language: Language): string {
  return tasks.get(taskId)?.name ?? `${language === 'en' ? 'task' : '任务'} ${taskId}`
}
