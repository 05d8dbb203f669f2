const refused = 'INVALID_MESSAGE'

/** Why somebody cannot be left in peace as he wants to be: snoozes, silences and maintenance (AL-6, MW-1). */
export const alertReasons = {
  snooze_over: { code: refused, text: 'The snooze would be over already; give a time to come.' },
  snooze_too_long: { code: refused, text: 'A snooze ends within {{days}} days; make a silence for longer.' },
  window_unknown: {
    code: 'UNKNOWN_WINDOW',
    text: 'There is no silence or maintenance window {{window}}, or it is over.',
  },
  window_without_effect: { code: refused, text: 'The window does nothing: let it mute alerts, keep slots, or both.' },
  window_of_alerts_holds: {
    code: refused,
    text: 'Kinds and severities are of alerts: they say what is muted, and a window that only keeps slots mutes nothing.',
  },
  window_over: { code: refused, text: 'The window would be over already; give a time to come.' },
  window_too_far: { code: refused, text: 'The window begins in more than {{days}} days: that is too far ahead.' },
  window_cron_wrong: {
    code: refused,
    text: 'The cron expression is not valid: {{detail}}. It has five parts, such as 0 3 * * SUN.',
  },
  window_cron_overlaps: {
    code: refused,
    text: 'It would begin again before it is over: the cron expression says when it begins, the duration for how long it is.',
  },
  window_cron_never: { code: refused, text: 'The cron expression never comes true.' },
  window_time_zone_wrong: { code: refused, text: 'There is no time zone "{{zone}}"; give one such as Asia/Shanghai.' },
  window_of_task_and_consumers: {
    code: refused,
    text: 'Name a task, or consumers: an alert is about one or the other, and a consumer keeps its slots in all tasks.',
  },
  window_names_too_many: {
    code: 'CONFLICT',
    text: 'All windows together may name {{most}} consumers; choose them by a label.',
  },
  windows_too_many: {
    code: 'CONFLICT',
    text: 'There are {{most}} silences and maintenance windows already; end one first.',
  },
} as const
