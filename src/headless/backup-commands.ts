import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { BatchdeckError } from '../contract/errors.ts'
import { inEnglish, refusal } from '../contract/refusal.ts'
import { backUpFolder } from '../monitor/backup-offline.ts'
import { DATABASE_FILE } from '../monitor/data-dir.ts'
import { filePath } from '../monitor/file-path.ts'
import { planRestoration, type Restoration, restore } from '../monitor/restore.ts'
import { lostPhrases } from '../monitor/storage/standing.ts'
import type { Settings } from '../settings/settings.ts'
import type { AskedMonitor } from './asked-monitor.ts'

/**
 * `[BK-1]` `batchdeck backup`: by the monitor where it runs, and without it where it does not.
 * @param asked by `--url`: that one and no other; otherwise the one of the settings
 */
export async function backUp(
  settings: Settings,
  asked: AskedMonitor | null,
  say: (line: string) => Promise<void>,
): Promise<void> {
  const made = await (asked === null ? backUpOwn(settings) : askMonitor(asked))
  await say(`Written and verified: ${made}`)
}

/** `[BK-2]` `batchdeck restore FILE`: shows what it holds and what would be lost, and asks. */
export async function putBack(
  settings: Settings,
  given: string | null,
  isConfirmed: boolean,
  say: (line: string) => Promise<void>,
): Promise<void> {
  if (given === null) throw refusal('backup_missing')
  const from = filePath(given)
  if (!existsSync(from)) throw refusal('backup_absent', { file: from })
  const plan = planRestoration(from, join(filePath(settings['data-dir'] ?? '.'), DATABASE_FILE))
  for (const line of linesOf(plan)) await say(line)
  if (!isConfirmed && !(await isAnsweredYes())) throw refusal('restore_unconfirmed')
  const aside = restore(plan, Date.now())
  await say('The backup is in its place. Start the monitor.')
  if (aside !== null) await say(`What was there before is kept in ${aside}`)
}

function linesOf({ from, file, contents, lost }: Restoration): string[] {
  const { tasks, consumers } = contents
  return [
    `${from} is sound. It holds ${tasks.length} task(s) and ${consumers} consumer(s):`,
    ...tasks.map(({ task_id, name, epoch, targets, at }) => {
      const when = at === null ? '' : `, published ${new Date(at).toISOString()}`
      return `- task ${task_id} “${name}”: epoch ${epoch}, ${targets} target(s)${when}`
    }),
    ...(lost.length === 0
      ? [`Nothing that was published is known to be missing in it.`]
      : [`In the place of ${file} it would lose:`, ...lostPhrases(lost).map((phrase) => inEnglish(phrase))]),
    'Named tokens stay those of the present database; where it cannot be read, each has to be rotated before it is good.',
  ]
}

async function isAnsweredYes(): Promise<boolean> {
  if (!process.stdin.isTTY) return false
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return (await terminal.question('Put it in the place of the database? (yes/no) ')).trim().toLowerCase() === 'yes'
  } finally {
    terminal.close()
  }
}

/** By the monitor that the settings name, or without one. */
async function backUpOwn(settings: Settings): Promise<string> {
  const scheme = settings['server.tls-cert'] === null ? 'http' : 'https'
  const host = settings['server.host'] === '0.0.0.0' ? '127.0.0.1' : settings['server.host']
  const base = `${scheme}://${host}:${settings['server.port']}`
  try {
    return await askMonitor({ base, token: settings['server.token'] ?? undefined })
  } catch (error) {
    if (!(error instanceof BatchdeckError) || error.reason !== 'monitor_not_reached') throw error
  }
  try {
    return await backUpFolder(settings)
  } catch (error) {
    const isBusy = error instanceof BatchdeckError && error.reason === 'file_in_use'
    throw isBusy ? refusal('backup_of_running_monitor', { folder: String(settings['data-dir']), url: base }) : error
  }
}

/** @returns the name of the backup @throws {BatchdeckError} also where no monitor answers */
async function askMonitor({ base, token }: AskedMonitor): Promise<string> {
  let response: Response
  try {
    response = await fetch(`${base}/api/backups`, {
      method: 'POST',
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    })
  } catch (error) {
    const { cause, message } = error as Error
    const detail = (cause as Error | undefined)?.message ?? message
    throw refusal('monitor_not_reached', { url: base, detail }, { cause: error })
  }
  const answer = (await response.json()) as { name?: string; code?: string; detail?: string }
  if (response.ok && answer.name !== undefined) return answer.name
  throw BatchdeckError.from({ code: 'STORAGE_FAILED', message: answer.detail ?? `HTTP ${response.status}` })
}
