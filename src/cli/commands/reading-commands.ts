import type { Command } from 'commander'
import type { BackupList, BackupResource } from '../../contract/resources/backup.ts'
import type { ChannelResource } from '../../contract/resources/channel.ts'
import type { SettingResource } from '../../contract/resources/setting.ts'
import type { WindowResource } from '../../contract/resources/window.ts'
import { formats } from '../../console/format.ts'
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.ts'
import { commandNames } from '../command-names.ts'
import { momentOf } from '../given-time.ts'
import type { Look } from '../look.ts'
import type { Query } from '../monitor-api.ts'
import type { Column } from '../table.ts'

const { bytes, duration } = formats.en

/** What can only be looked at here: `summary`, `windows`, `channels`, `backups`, and the settings in force. */
export function addReadingCommands(program: Command, context: CommandContext): void {
  const { terminal } = context
  const command = (name: keyof typeof commandNames) =>
    withCommonOptions(program.command(name).description(commandNames[name]))

  command('summary')
    .option('--from <time>', 'a span like 12h, or an ISO 8601 time (default 1d)')
    .option('--to <time>', 'the same (default now)')
    .option('--language <language>', 'en or zh')
    .action(async (options: CommonOptions & { from?: string; to?: string; language?: string }) => {
      const now = Date.now()
      const query: Query = {
        from: options.from === undefined ? undefined : momentOf(options.from, '--from', now),
        to: options.to === undefined ? undefined : momentOf(options.to, '--to', now),
        language: options.language,
      }
      const api = context.api(options)
      if (options.json) await terminal.printJson(await api.get('/api/summary', query))
      else await terminal.say([(await api.text('/api/summary', 'text/plain', query)).trimEnd()])
    })

  command('windows').action(async (options: CommonOptions) => {
    const windows = await context.api(options).list<WindowResource>('/api/windows', 'windows')
    await context.list(windows, windowColumns(context.look()), { ...options, field: 'windows' })
  })

  command('channels').action(async (options: CommonOptions) => {
    const channels = await context.api(options).list<ChannelResource>('/api/channels', 'channels')
    await context.list(channels, channelColumns, { ...options, field: 'channels' })
  })

  command('backups').action(async (options: CommonOptions) => {
    const api = context.api(options)
    if (options.json) await terminal.printJson(await api.get<BackupList>('/api/backups'))
    else {
      const backups = await api.list<BackupResource>('/api/backups', 'backups')
      await terminal.print(context.table(backups, backupColumns(context.look()), options))
    }
  })

  // `config --running`: the other ways of `config` are answered without a monitor.
  withCommonOptions(program.command('config', { hidden: true }))
    .description('settings of a running monitor')
    .option('--running', 'the settings in effect')
    .action(async (options: CommonOptions) => {
      const settings = await context.api(options).list<SettingResource>('/api/settings', 'settings')
      await context.list(settings, settingColumns, { ...options, field: 'settings' })
    })
}

function windowColumns(look: Look): readonly Column<WindowResource>[] {
  return [
    { name: 'window', cell: ({ window_id: id }) => String(id), isNumber: true },
    { name: 'what', cell: ({ mutes, holds }) => [mutes && 'mutes', holds && 'holds'].filter(Boolean).join(', ') },
    { name: 'state', cell: ({ active }) => (active ? 'open' : 'to come') },
    { name: 'from', cell: ({ from }) => new Date(from).toISOString() },
    { name: 'until', cell: ({ until }) => new Date(until).toISOString() },
    { name: 'cron', cell: ({ cron }) => cron ?? '' },
    {
      name: 'scope',
      cell: ({ scope }) => (Object.keys(scope).length === 0 ? 'everything' : JSON.stringify(scope)),
      isWide: true,
    },
    { name: 'by', cell: ({ by }) => by ?? '' },
    { name: 'made', cell: ({ made_at: at }) => look.time(at) },
    { name: 'why', cell: ({ why }) => why, isWide: true },
  ]
}

const channelColumns: readonly Column<ChannelResource>[] = [
  { name: 'channel', cell: ({ name }) => name, isWide: true },
  { name: 'kind', cell: ({ kind }) => kind },
  { name: 'state', cell: ({ state }) => state, colour: ({ state }) => (state === 'failing' ? 'red' : null) },
  { name: 'from', cell: ({ min_severity: severity }) => severity },
  { name: 'where', cell: ({ where }) => where, isWide: true },
]

function backupColumns(look: Look): readonly Column<BackupResource>[] {
  return [
    { name: 'backup', cell: ({ name }) => name, isWide: true },
    { name: 'kind', cell: ({ kind }) => kind },
    { name: 'made', cell: ({ created_at: at }) => look.time(at), isNumber: look.isScreen },
    { name: 'size', cell: ({ bytes: size }) => (look.isScreen ? bytes(size) : String(size)), isNumber: true },
    { name: 'epoch', cell: ({ epoch }) => look.count(epoch), isNumber: true },
  ]
}

const settingColumns: readonly Column<SettingResource>[] = [
  { name: 'setting', cell: ({ name }) => name },
  { name: 'value', cell: valueOf, isWide: true },
  {
    name: 'given by',
    cell: ({ source }) => (source.place === null ? source.kind : `${source.kind} ${source.place}`),
    isWide: true,
  },
]

function valueOf({ value, unit, secret, is_set: isSet }: SettingResource): string {
  if (secret) return isSet ? '(hidden)' : ''
  if (value === null) return ''
  return unit === 'ms' ? duration(Number(value)) : String(value)
}
