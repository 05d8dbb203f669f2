/** The commands that ask a monitor that runs, and what each is for. It imports nothing: what starts a monitor reads it, too. */
export const commandNames = {
  status: 'the fleet on one screen: consumers, tasks, coverage, alerts',
  tasks: 'tasks with epoch and rollout',
  consumers: 'consumers and their state',
  batches: 'batches and their progress',
  targets: 'list, search, show, export, add, remove or replace targets',
  sync: 'replan a task for its current members and publish the changes',
  reload: 'resend the current epoch to its consumers',
  drain: 'move the slots of consumers to others',
  undrain: 'let drained consumers own slots again',
  dismiss: 'remove lost consumers from the list',
  epochs: 'epoch history of a task',
  diff: 'differences between two epochs',
  rollback: 'publish the targets of an earlier epoch again',
  undo: 'undo the last change of targets',
  events: 'event log; --follow keeps printing new events',
  alerts: 'active alerts; ack, unack, snooze or unsnooze them',
  logs: 'log of a consumer, live with --follow',
  summary: 'the last 24 hours in a few lines',
  sources: 'where tasks get their targets from',
  windows: 'silences and maintenance, current and upcoming',
  channels: 'where alerts are sent',
  backups: 'backups of the monitor',
  completion: 'completion script for bash, zsh or fish',
} as const satisfies Record<string, string>

/** What every one of them takes, and may stand before it; whether a value follows. `--token` is there to be refused. */
export const commonOptions: Readonly<Record<string, boolean>> = {
  '--url': true,
  '--token-file': true,
  '--token': true,
  '--ca': true,
  '--timeout': true,
  '--json': false,
  '--no-header': false,
}

/** `--url URL status` as `status --url URL`: what is common to all commands may be given first. */
export function commandFirst(args: readonly string[]): readonly string[] {
  let at = 0
  for (let arg = args[0]; arg !== undefined; arg = args[at]) {
    const [name = ''] = arg.split('=', 1)
    if (!Object.hasOwn(commonOptions, name)) break
    at += commonOptions[name] && name === arg ? 2 : 1
  }
  const [command, ...more] = args.slice(at)
  if (command === undefined) return args
  const options = args.slice(0, at)
  return command === 'targets' ? [command, ...commandFirst([...options, ...more])] : [command, ...options, ...more]
}
