import type { Language } from '../../console/language.ts'
import { refusalLines, vocabularies } from '../../console/words/refusal-words.ts'
import type { Problem } from '../../contract/errors.ts'
import { say } from '../../contract/phrase.ts'
import type { Reason } from '../../contract/reasons.ts'

/**
 * `[DT-15]` What refuses a start, said for an app: it has buttons where the command line has options and commands.
 */
const en = {
  address_unguarded:
    'server.host: {{host}} can be reached from other machines, and no token is set. Set BATCHDECK_SERVER_TOKEN, or remove server.host.',
  data_dir_unmakeable: "The folder {{folder}} can't be made ({{errno}}). Choose one that you may write.",
  data_dir_is_file: 'There is a file in the place of the folder {{folder}}. Choose another folder.',
  file_in_use: '{{file}} is in use by another Batchdeck. Stop that one and try again, or choose another folder.',
  file_in_use_by_program:
    '{{file}} is in use by another program ({{program}}, process {{pid}}). End it and try again, or choose another folder.',
  folder_read_only:
    '{{file}} cannot be written while its folder is read-only ({{errno}}). Nothing was changed. Make it writable and try again, or choose another folder.',
  file_unopenable: '{{file}} cannot be opened. Make its folder writable and try again, or choose another folder.',
  file_unsound:
    '{{file}} is not a sound database. Restore a backup. Without one, move the file away and try again: Batchdeck then starts with nothing.',
  file_of_another_program:
    '{{file}} is a database of another program. Nothing of it was touched. Choose another folder, or move it away and try again.',
  file_lost_beside_wal:
    '{{file}} is gone or empty, but {{file}}-wal beside it is not. Nothing was touched. Put the file back that belongs to it and try again, or restore a backup.',
  pages_damaged: '{{file}} is damaged: {{detail}}. Restore a backup.',
  row_damaged: '{{file}} is damaged: in its table {{table}}, {{row}} is not what was written. Restore a backup.',
  state_gone:
    '{{file}} is gone or empty, but there was something in it. Missing:\n{{lost}}\nPut the file back and try again, or restore a backup.',
  state_gone_unknown:
    '{{file}} is gone or empty, and batchdeck.state beside it, which notes what was in it, is damaged. Put the file back and try again, or restore a backup.',
  state_gone_but_backed_up:
    '{{file}} is gone or empty, but there is a backup of it: {{backup}}. Restore it, or begin anew without it.',
  state_older:
    '{{file}} is older than what was published. Missing:\n{{lost}}\nPut the newest file back and try again, or restore a backup.',
  state_of_another:
    '{{file}} is not the database that was here before. Of that, this is missing:\n{{lost}}\nPut it back and try again, or restore a backup.',
  state_older_than_events:
    '{{file}} is older than what events.db beside it knows of. Missing:\n{{lost}}\nPut the newest file back and try again, or restore a backup.',
  folder_missing: '{{file}} cannot be opened: {{detail}}. Make its folder and try again, or choose another folder.',
  database_of_later_version:
    '{{file}} was written by a later version of Batchdeck. Install that version, or choose another folder to begin with nothing.',
  events_of_later_version:
    '{{file}} was written by a later version of Batchdeck. Install that version, or choose another folder to begin with nothing.',
} as const satisfies Partial<Record<Reason, string>>

const zh: Readonly<Record<keyof typeof en, string>> = {
  address_unguarded:
    'server.host：其他机器可以访问 {{host}}，但未设置令牌。请设置 BATCHDECK_SERVER_TOKEN，或移除 server.host。',
  data_dir_unmakeable: '无法创建文件夹 {{folder}}（{{errno}}）。请选择可写的文件夹。',
  data_dir_is_file: '{{folder}} 处已有一个文件，无法创建文件夹。请选择其他文件夹。',
  file_in_use: '{{file}} 正被另一个 Batchdeck 使用。请停止它后重试，或选择其他文件夹。',
  file_in_use_by_program:
    '{{file}} 正被另一个程序（{{program}}，进程 {{pid}}）使用。请结束它后重试，或选择其他文件夹。',
  folder_read_only:
    '{{file}} 所在文件夹是只读的（{{errno}}），无法写入，未作任何更改。请设为可写后重试，或选择其他文件夹。',
  file_unopenable: '无法打开 {{file}}。请将其文件夹设为可写后重试，或选择其他文件夹。',
  file_unsound: '{{file}} 不是完好的数据库。请恢复备份；没有备份时，移走该文件后重试，Batchdeck 将从空白开始。',
  file_of_another_program: '{{file}} 是另一个程序的数据库，未作任何改动。请选择其他文件夹，或移走该文件后重试。',
  file_lost_beside_wal:
    '{{file}} 已不存在或为空，但旁边的 {{file}}-wal 不为空；未作任何改动。请放回与之匹配的文件后重试，或恢复备份。',
  pages_damaged: '{{file}} 已损坏：{{detail}}。请恢复备份。',
  row_damaged: '{{file}} 已损坏：表 {{table}} 中的 {{row}} 与写入的内容不符。请恢复备份。',
  state_gone: '{{file}} 已不存在或为空，但其中曾有内容。缺失：\n{{lost}}\n请放回该文件后重试，或恢复备份。',
  state_gone_unknown:
    '{{file}} 已不存在或为空，而旁边记录其内容的 batchdeck.state 已损坏。请放回该文件后重试，或恢复备份。',
  state_gone_but_backed_up: '{{file}} 已不存在或为空，但它有一个备份：{{backup}}。请恢复它，或不带这些内容重新开始。',
  state_older: '{{file}} 比已发布的状态旧。缺失：\n{{lost}}\n请放回最新的文件后重试，或恢复备份。',
  state_of_another: '{{file}} 不是之前在这里的数据库。之前的数据库中缺失：\n{{lost}}\n请放回它后重试，或恢复备份。',
  state_older_than_events:
    '{{file}} 比旁边的 events.db 所知的状态旧。缺失：\n{{lost}}\n请放回最新的文件后重试，或恢复备份。',
  folder_missing: '无法打开 {{file}}：{{detail}}。请创建其文件夹后重试，或选择其他文件夹。',
  database_of_later_version: '{{file}} 由更新版本的 Batchdeck 写入。请安装该版本，或选择其他文件夹从空白开始。',
  events_of_later_version: '{{file}} 由更新版本的 Batchdeck 写入。请安装该版本，或选择其他文件夹从空白开始。',
}

const own: Readonly<Record<Language, Readonly<Record<string, string>>>> = { en, zh }

/** Why the app cannot start, in its own words where it has some. */
export function startWords(problem: Problem, language: Language): string {
  const { reason, values = {} } = problem
  const usual = vocabularies[language]
  if (reason === undefined || !Object.hasOwn(own[language], reason)) return refusalLines(problem, language)
  const words = { ...usual, texts: { ...usual.texts, ...own[language] } }
  return say(words, { key: reason, values }) ?? refusalLines(problem, language)
}
