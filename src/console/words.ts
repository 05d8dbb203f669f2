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
    },
    alert: {
      consumer_lost: '{{consumer}} is lost',
      consumer_offline: '{{consumer}} is offline; its slots are held for it',
      consumer_stuck: '{{consumer}} is stuck: it is heard, but its running batches make no progress',
      consumer_flapping: '{{consumer}} goes and comes back again and again: {{count}} times within the last hour',
      takeover_storm: 'Two processes seem to share the id {{consumer}}: they take it from each other again and again',
      frames_refused: 'Frames of {{consumer}} that were refused: {{count}}. The last: {{message}}',
      rollout_stuck: 'Consumers that have not answered epoch {{epoch}}: {{count}}',
      coverage: 'Targets of {{task}} that nobody online watches: {{count}}',
      consumers_refused: 'Consumers refused because as many as may be are known already: {{count}} attempts',
      batch_errors: 'Batches in error: {{count}}',
      batches_pending: 'Batches that their consumers have not picked up: {{count}}',
      batches_unreported: 'Batches whose consumers never report a status: {{count}} of {{of}}',
      consumers_idle: '{{count}} of {{of}} online consumers own no slots',
      storage: 'The database cannot be written: {{message}}',
      event_log: 'Events cannot be written down: {{message}}',
      descriptors_low: 'Hardly any more connections can be opened: {{message}}',
      state_restored: 'This is an older state: {{message}}',
      state_unproven: 'Nothing proves that this is the newest state: {{message}}',
      events_replaced: 'Earlier events are gone: {{message}}',
      backup_failed: 'There is no new backup: {{message}}',
      backups_gone: 'Backups are gone: {{message}}',
      source_failed: 'The source of {{task}} has failed {{count}} times in a row: {{message}}',
      source_stale: 'The source of {{task}} has given nothing for too long: {{message}}',
      source_guarded: 'The source of {{task}} waits for an operator: {{message}}',
      guessing: 'Somebody is guessing tokens: {{message}}',
      sync_due: 'The members of {{task}} have changed; a sync is due',
    },
  },
  zh: {
    screen: {
      overview: '概览',
      consumers: '消费者',
      batches: '批次',
      slots: '槽位',
      epochs: '版本',
      targets: '目标',
      events: '事件',
      settings: '设置',
    },
    alert: {
      consumer_lost: '{{consumer}} 已失联',
      consumer_offline: '{{consumer}} 离线，其槽位暂时保留',
      consumer_stuck: '{{consumer}} 停滞：仍有消息，但运行中的批次没有进展',
      consumer_flapping: '{{consumer}} 反复离开又回来：近一小时 {{count}} 次',
      takeover_storm: '{{consumer}} 的连接反复被接管：可能有两个进程使用同一 ID',
      frames_refused: '{{consumer}} 有 {{count}} 条消息被拒绝，最近一次：{{message}}',
      rollout_stuck: '{{count}} 个消费者未应答第 {{epoch}} 版',
      coverage: '{{task}} 有 {{count}} 个目标没有在线的消费者',
      consumers_refused: '已知消费者达到上限，新消费者被拒绝 {{count}} 次',
      batch_errors: '{{count}} 个批次出错',
      batches_pending: '{{count}} 个批次一直未被其消费者领取',
      batches_unreported: '{{of}} 个批次中有 {{count}} 个，其消费者从不上报状态',
      consumers_idle: '{{of}} 个在线消费者中有 {{count}} 个没有槽位',
      storage: '无法写入数据库：{{message}}',
      event_log: '无法记录事件：{{message}}',
      descriptors_low: '可打开的连接所剩无几：{{message}}',
      state_restored: '当前是较旧的状态：{{message}}',
      state_unproven: '无法证明当前状态是最新的：{{message}}',
      events_replaced: '较早的事件已不在：{{message}}',
      backup_failed: '没有新的备份：{{message}}',
      backups_gone: '备份已不在：{{message}}',
      source_failed: '{{task}} 的来源连续失败 {{count}} 次：{{message}}',
      source_stale: '{{task}} 的来源太久没有更新：{{message}}',
      source_guarded: '{{task}} 的来源等待操作员处理：{{message}}',
      guessing: '有人在猜测令牌：{{message}}',
      sync_due: '{{task}} 的成员已变化，需要同步',
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

/** What the text of an alert is filled with. */
export function alertValues(
  { consumer_id = '', task_id, epoch = 0, count = 0, of = 0, ...said }: AlertResource,
  tasks: ReadonlyMap<number, TaskResource>,
  language: Language,
) {
  const message = said.message === undefined ? '' : refusalWords({ ...said, message: said.message }, language)
  const task = task_id === undefined ? '' : (tasks.get(task_id)?.name ?? String(task_id))
  const { number } = formats[language]
  return { consumer: consumer_id, task, epoch, count: number(count), of: number(of), message }
}
