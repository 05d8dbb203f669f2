import { refusal } from '../contract/refusal.ts'
import { readTokenFile } from '../monitor/tokens/token-files.ts'

/** Which monitor a command is to ask, and how it is let in. */
export interface MonitorOptions {
  readonly url?: string | undefined
  readonly 'token-file'?: string | undefined
}

/** A monitor that runs. */
export interface AskedMonitor {
  /** Without a `/` at its end. */
  readonly base: string
  readonly token: string | undefined
}

/**
 * What `--url` names, with the token of `--token-file` or of the variable `BATCHDECK_TOKEN`.
 * @returns null where it names none
 * @throws {BatchdeckError} `INVALID_SETTING`
 */
export function askedMonitor(
  { url, 'token-file': file }: MonitorOptions,
  environment: Readonly<Record<string, string | undefined>>,
  note: (text: string) => void,
): AskedMonitor | null {
  if (url === undefined) return null
  const parsed = /^https?:\/\//.test(url) ? URL.parse(url) : null
  if (parsed === null) throw refusal('url_unreadable', { given: url })
  const token = file === undefined ? environment['BATCHDECK_TOKEN'] : readTokenFile(file, '--token-file', note)
  return { base: parsed.href.replace(/\/$/, ''), token }
}
