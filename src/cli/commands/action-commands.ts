import type { Command } from 'commander'
import type { ProcedureResult } from '../../contract/procedures.ts'
import type { ConsumerResource } from '../../contract/resources/consumer.ts'
import type { PlanPreview, Publication } from '../../contract/resources/plan.ts'
import type { TaskResource } from '../../contract/resources/task.ts'
import { chosenTask } from '../chosen-task.ts'
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.ts'
import { commandNames } from '../command-names.ts'
import { Failure } from '../failure.ts'
import { numberOf } from '../given-time.ts'
import type { MonitorApi } from '../monitor-api.ts'
import { collected } from './fleet-commands.ts'
import { counted, drainSentence, guardSentence, previewLines, publicationLines } from './words.ts'

interface PlanOptions extends CommonOptions {
  readonly task?: string
  readonly dryRun?: boolean
  readonly baseEpoch?: string
  readonly confirm?: string
  readonly yes?: boolean
}

/** The task that is meant, over HTTP. @throws {Failure} */
export async function taskOf(api: MonitorApi, given: string | undefined): Promise<TaskResource> {
  return chosenTask(await api.all<TaskResource>('/api/tasks', 'tasks'), given)
}

/** Options of what makes an epoch. */
export function withPlanOptions(command: Command): Command {
  return withCommonOptions(command)
    .option('--task <task>', 'task id or name; optional if there is only one')
    .option('--dry-run', 'show what would change; change nothing')
    .option('--base-epoch <epoch>', 'only if this is the current epoch; otherwise exit with 6')
}

/** Commands that change something: what is published, and who takes part. */
export function addActionCommands(program: Command, context: CommandContext): void {
  const command = (name: keyof typeof commandNames) => program.command(name).description(commandNames[name])
  const { terminal } = context

  withPlanOptions(command('sync'))
    .option('--rebalance', 'even out the load even if the members are unchanged')
    .option('--message <text>', 'the text sent to consumers')
    .option('--all', 'notify all consumers, not just those that change')
    .action(async (options: PlanOptions & { rebalance?: boolean; message?: string; all?: boolean }) => {
      const { rebalance, message, all } = options
      const body = {
        ...(rebalance && { rebalance }),
        ...(message !== undefined && { message }),
        ...(all && { consumers: 'all' }),
      }
      await publish(context, options, { path: 'sync', body })
    })

  withCommonOptions(command('reload'))
    .option('--task <task>', 'task id or name; optional if there is only one')
    .option('--consumer <id>', 'only this consumer; repeatable', collected)
    .action(async (options: CommonOptions & { task?: string; consumer?: string[] }) => {
      const api = context.api(options)
      const { task_id: taskId } = await taskOf(api, options.task)
      const body = options.consumer === undefined ? {} : { consumers: options.consumer }
      const report = await api.post<ProcedureResult<'reload'>>(`/api/tasks/${taskId}/reload`, body)
      if (options.json) await terminal.printJson(report)
      else {
        const { epoch, consumers_told: told } = report
        await terminal.print([`Epoch ${epoch} resent to ${counted(told.length, 'consumer')}.`])
      }
    })

  for (const [name, method] of [
    ['drain', 'post'],
    ['undrain', 'delete'],
  ] as const) {
    withCommonOptions(command(name))
      .argument('<ids...>', 'consumers')
      .action(async (ids: string[], options: CommonOptions) => {
        const api = context.api(options)
        const consumers: ConsumerResource[] = []
        for (const id of ids) {
          // oxlint-disable-next-line no-await-in-loop -- in the order they were given, up to the first that is refused
          const consumer = await api[method]<ConsumerResource>(`/api/consumers/${encodeURIComponent(id)}/drain`)
          consumers.push(consumer)
          // oxlint-disable-next-line no-await-in-loop
          if (!options.json) await terminal.say([drainSentence(consumer)])
        }
        if (options.json) await terminal.printJson({ consumers })
      })
  }

  withCommonOptions(command('dismiss'))
    .argument('<ids...>', 'lost consumers')
    .option('-y, --yes', 'do not ask')
    .action(async (ids: string[], options: CommonOptions & { yes?: boolean }) => {
      const api = context.api(options)
      const names = ids.length === 1 ? ids[0] : counted(ids.length, 'consumer')
      await terminal.confirm(`Remove ${names} from the list?`, options.yes ?? false)
      for (const id of ids) {
        // oxlint-disable-next-line no-await-in-loop
        await api.delete(`/api/consumers/${encodeURIComponent(id)}`)
        // oxlint-disable-next-line no-await-in-loop
        if (!options.json) await terminal.say([`${id} is removed.`])
      }
      if (options.json) await terminal.printJson({ dismissed: ids })
    })

  withPlanOptions(command('rollback'))
    .argument('<epoch>', 'the epoch to restore')
    .option('--confirm <count>', 'number of targets removed, if that exceeds the guard')
    .option('-y, --yes', 'do not ask')
    .action(async (given: string, options: PlanOptions) => {
      const epoch = numberOf(given, 'EPOCH', 1)
      const question = `Publish the targets of epoch ${epoch}?`
      await publish(context, options, { path: 'rollback', body: { epoch }, question })
    })

  withPlanOptions(command('undo'))
    .option('--confirm <count>', 'number of targets removed, if that exceeds the guard')
    .action(async (options: PlanOptions) => publish(context, options, { path: 'undo', body: {} }))
}

interface Asked {
  /** Behind `/api/tasks/{task_id}/`. */
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
  /** What is asked before it is done; left out where it is done without. */
  readonly question?: string
}

/** Previewed, confirmed where it has to be, and done on the very epoch it was previewed for (EP-7). */
async function publish(context: CommandContext, options: PlanOptions, { path, body, question }: Asked): Promise<void> {
  const { terminal } = context
  const base = options.baseEpoch === undefined ? null : numberOf(options.baseEpoch, '--base-epoch')
  const confirm = options.confirm === undefined ? null : numberOf(options.confirm, '--confirm')
  const api = context.api(options)
  const { task_id: taskId } = await taskOf(api, options.task)
  const address = `/api/tasks/${taskId}/${path}`
  const preview = await api.post<PlanPreview>(address, body, { dry_run: true })
  assertBase(preview, base)
  if (options.dryRun) {
    if (options.json) await terminal.printJson(preview)
    else await terminal.say(previewLines(preview))
    return
  }
  if (preview.guard !== null && confirm !== preview.guard.removed) {
    throw new Failure('unconfirmed', guardSentence(preview.guard))
  }
  if (question !== undefined && preview.changed) {
    if (terminal.canAsk && !options.yes && confirm === null)
      for (const line of previewLines(preview)) terminal.note(line)
    await terminal.confirm(question, options.yes === true || confirm !== null)
  }
  const done = await api.post<Publication>(
    address,
    { ...body, base_epoch: preview.base_epoch },
    confirm === null || path === 'sync' ? {} : { confirm: `removed:${confirm}` },
  )
  if (options.json) await terminal.printJson(done)
  else await terminal.say(publicationLines(done))
}

/** `[CMD-4]` What was meant for another epoch is not done. @throws {Failure} */
export function assertBase({ base_epoch: current }: Pick<PlanPreview, 'base_epoch'>, meant: number | null): void {
  if (meant === null || meant === current) return
  throw new Failure('conflict', `The current epoch is ${current}, not ${meant}. Check the current state and try again.`)
}
