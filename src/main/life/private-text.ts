import { HIDDEN_WORD, type Redactor } from '../../monitor/redactor.ts'

/** Who logs in, in an address; a password may hold an `@`, too. The signs before it are no more than once looked at. */
const login = /(:\/\/)[^\s/?#]{1,4096}@/g
/** A secret by its name. Written so that long white space is gone through once. */
const named =
  /\b((?:[a-z]+[-_])?(?:token|secret|password|passwd|api[-_]?key|authorization)["']?)(\s?[=:]\s?)(?:(bearer|basic)\s)?["']?[^\s"',;&]{1,4096}/gi
const bearer = /\b(bearer)\s[^\s"',;]{1,4096}/gi

/**
 * `[DT-13]` A text of the app's own that somebody may pass on: without the monitor's tokens, what looks like one, and who logs in
 * in an address. Line by line: a line that names a token in another spelling is hidden as a whole.
 */
export function privateText(text: string, redactor: Pick<Redactor, 'line'> | null): string {
  return text
    .split('\n')
    .map((line) => {
      const shown = line
        .replaceAll(login, `$1${HIDDEN_WORD}@`)
        .replaceAll(named, `$1$2${HIDDEN_WORD}`)
        .replaceAll(bearer, `$1 ${HIDDEN_WORD}`)
      return redactor ? redactor.line(shown) : shown
    })
    .join('\n')
}
