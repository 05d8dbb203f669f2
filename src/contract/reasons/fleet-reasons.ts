const earlier = 'was published by an earlier version of Batchdeck, which did not write down'

/** Why something cannot be done with a task, an epoch, a consumer, a batch or the demo fleet. */
export const fleetReasons = {
  task_unknown: { code: 'UNKNOWN_TASK', text: 'There is no task {{task}}.' },
  task_exists: { code: 'TASK_EXISTS', text: 'There is a task {{task}} already.' },
  task_has_no_epoch: { code: 'CONFLICT', text: 'Task {{task}} has no epoch yet: import targets first.' },
  epoch_unknown: { code: 'UNKNOWN_EPOCH', text: 'Task {{task}} has no epoch {{epoch}}.' },
  epoch_not_kept: {
    code: 'UNKNOWN_EPOCH',
    text: 'Epoch {{epoch}} of task {{task}} is no longer kept; monitor.retention.epochs says how many are.',
  },
  changes_not_recorded: {
    code: 'CONFLICT',
    text: `Epoch {{epoch}} of task {{task}} ${earlier} all that it changed; what was before it cannot be compared with what came after.`,
  },
  slots_not_recorded: {
    code: 'CONFLICT',
    text: `Epoch {{epoch}} of task {{task}} ${earlier} its slots; the next epoch is the first that does.`,
  },
  slots_recorded_later: {
    code: 'CONFLICT',
    text: `Epoch {{epoch}} of task {{task}} ${earlier} its slots; they are known from epoch {{oldest}} on.`,
  },
  note_unknown: { code: 'UNKNOWN_NOTE', text: 'There is no note {{note}}.' },
  note_empty: { code: 'INVALID_MESSAGE', text: 'The note is empty.' },
  note_epoch_of_no_task: { code: 'INVALID_MESSAGE', text: 'An epoch is one of a task: name the task, too.' },
  alert_unknown: { code: 'INVALID_MESSAGE', text: 'There is no alert "{{alert}}".' },
  task_changed: { code: 'STALE_EPOCH', text: 'Task {{task}} is at epoch {{epoch}} by now.' },
  task_gone: { code: 'STALE_EPOCH', text: 'Task {{task}} is gone by now.' },
  undo_nothing: {
    code: 'CONFLICT',
    text: 'Nothing to undo: nobody changed the targets of task {{task}} in the last {{minutes}} minutes.',
  },
  undo_over: {
    code: 'CONFLICT',
    text: 'Epoch {{epoch}} is more than {{minutes}} minutes old and cannot be undone; roll back to epoch {{before}} instead.',
  },
  undo_of_other: {
    code: 'CONFLICT',
    text: 'Epoch {{meant}} is not the last change of targets any more; that is epoch {{epoch}}.',
  },
  removal_guarded: {
    code: 'GUARDED',
    text: 'This removes {{removed}} of {{of}} targets, more than {{limit}}%; confirm exactly {{removed}} to go on. Nothing was changed.',
  },
  emptying_guarded: {
    code: 'GUARDED',
    text: 'This removes all {{removed}} targets; confirm exactly {{removed}} to go on. Nothing was changed.',
  },
  plan_is_stale: { code: 'STALE_EPOCH', text: 'The plan was made for epoch {{base}}; now it is {{epoch}}.' },
  brake_not_on: { code: 'CONFLICT', text: 'The brake of task {{task}} is not on: nothing is kept there for anybody.' },
  brake_nobody_there: {
    code: 'CONFLICT',
    text: 'Nobody is there to take over the slots of task {{task}}.',
  },
  consumer_unknown: { code: 'UNKNOWN_CONSUMER', text: 'There is no consumer {{consumer}}.' },
  consumer_not_a_member: { code: 'UNKNOWN_CONSUMER', text: 'There is no consumer {{consumer}} to do without.' },
  consumer_not_lost: {
    code: 'CONFLICT',
    text: '{{consumer}} is {{state}}; only a lost consumer can be dismissed.',
  },
  batch_unknown: { code: 'UNKNOWN_BATCH', text: 'Batch {{batch}} is not planned here.' },
  target_unknown: { code: 'UNKNOWN_TARGET', text: 'Task {{task}} has no target {{target}}.' },
  target_unknown_near: {
    code: 'UNKNOWN_TARGET',
    text: 'Task {{task}} has no target {{target}}; it has {{near}}.',
  },
  demo_absent: { code: 'CONFLICT', text: 'This monitor has no demo fleet.' },
  demo_not_stopped: { code: 'CONFLICT', text: 'The demo fleet is {{demo}}.' },
} as const
