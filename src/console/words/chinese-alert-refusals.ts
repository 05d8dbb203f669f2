import type { alertReasons } from '../../contract/reasons/alert-reasons.ts'

/** Why a snooze, a silence or a maintenance window is refused, in 简体中文. */
export const chineseAlertReasons: Readonly<Record<keyof typeof alertReasons, string>> = {
  snooze_over: '暂停提醒的结束时间已过，请给出将来的时间。',
  snooze_too_long: '暂停提醒最长 {{days}} 天；需要更久请创建静默。',
  window_unknown: '没有静默或维护窗口 {{window}}，或者它已结束。',
  window_without_effect: '该窗口没有任何作用：请让它静默告警、保留槽位，或两者兼有。',
  window_of_alerts_holds: '种类和级别针对告警，决定静默哪些告警；只保留槽位的窗口不静默任何告警。',
  window_over: '该窗口的结束时间已过，请给出将来的时间。',
  window_too_far: '该窗口在 {{days}} 天之后才开始，太远了。',
  window_cron_wrong: 'cron 表达式无效：{{detail}}。它由五部分组成，例如 0 3 * * SUN。',
  window_cron_overlaps: '它会在结束之前再次开始：cron 表达式给出开始时间，时长给出每次持续多久。',
  window_cron_never: 'cron 表达式永远不会触发。',
  window_time_zone_wrong: '没有时区 "{{zone}}"；请使用 Asia/Shanghai 这样的名称。',
  window_of_task_and_consumers: '请指定任务或消费者之一：告警只涉及其中一种，消费者的槽位则在所有任务中一并保留。',
  window_names_too_many: '所有窗口合计最多可列出 {{most}} 个消费者，请改用标签选择。',
  windows_too_many: '静默和维护窗口已有 {{most}} 个，请先结束一个。',
}
