import type { ConnectionFault, ConnectionProblem } from '../../contract/connection-problem.ts'

/** By what OpenSSH says, the gravest first; it speaks English everywhere. */
const signs: readonly (readonly [RegExp, ConnectionFault])[] = [
  [/REMOTE HOST IDENTIFICATION HAS CHANGED/, 'ssh_host_changed'],
  [/Host key verification failed|host key is known/, 'ssh_host_key'],
  [/Permission denied|Too many authentication failures/, 'ssh_denied'],
  [/Could not resolve hostname/, 'ssh_unknown_host'],
  [/administratively prohibited/, 'ssh_forbidden'],
  [/open failed|stdio forwarding failed/, 'ssh_forward'],
  [/connect to host .* port|banner exchange|kex_exchange_identification/, 'ssh_unreachable'],
  [/not responding|Broken pipe|Connection reset|closed by remote host/, 'lost'],
]
const MAX_DETAIL_LENGTH = 200

/** `[DT-20]` Why SSH has ended. @param said all that it wrote to its stderr */
export function problemOfSsh(said: string): ConnectionProblem {
  const lines = said
    .split('\n')
    .map((line) => line.replaceAll(/\p{Cc}/gu, ' ').trim())
    .filter((line) => line !== '')
  for (const [sign, fault] of signs) {
    const line = lines.find((one) => sign.test(one))
    if (line !== undefined) return { fault, detail: fault === 'ssh_host_changed' ? '' : cut(line) }
  }
  return { fault: 'ssh_failed', detail: cut(lines.at(-1) ?? '') }
}

function cut(line: string): string {
  return line.slice(0, MAX_DETAIL_LENGTH)
}
