/** The commands that ask a monitor that runs, and what each is for. It imports nothing: what starts a monitor reads it, too. */
export const commandNames = {
  status: 'the fleet on one screen: consumers, tasks, coverage, alerts',
  tasks: 'tasks with their epoch and rollout',
  consumers: 'consumers and what they do',
  batches: 'batches and how far they are',
  targets: 'list, search, show, export, add, remove or replace targets',
  sync: 'plan a task for its present members and publish what changed',
  reload: 'send the current epoch to its consumers again',
  drain: 'let the slots of consumers move away',
  undrain: 'let them own slots again',
  dismiss: 'take lost consumers off the list',
  epochs: 'the history of a task',
  diff: 'in what an epoch differs from another',
  rollback: 'the targets of an earlier epoch as a new one',
  undo: 'take the last change of targets back',
  events: 'what happened, and what happens (--follow)',
  alerts: 'alerts in force; ack, unack, snooze or unsnooze them',
  logs: 'what a consumer writes to its log',
  summary: 'the last day in a few lines',
  sources: 'from where tasks take their targets by themselves',
  windows: 'silences and maintenance, open or to come',
  channels: 'where alerts go when nobody looks',
  backups: 'the backups there are',
  completion: 'a script that completes commands in bash, zsh or fish',
} as const satisfies Record<string, string>

/** What every one of them takes, and may stand before it; whether a value follows. `--token` is there to be refused. */
const commonOptions: Readonly<Record<string, boolean>> = {
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
