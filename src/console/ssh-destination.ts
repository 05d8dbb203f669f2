/** A machine that is reached by SSH, as an operator writes it: `host`, `user@host`, `user@host:2222`. */
export interface SshDestination {
  readonly user: string | null
  /** A name, perhaps one of the operator's own configuration, or an address; IPv6 without brackets. */
  readonly host: string
  readonly port: number | null
  /** The same as text. */
  readonly text: string
}

/** Names only: what could be an option, or mean something to a shell that a configuration of SSH hands it to, is none. */
const pattern =
  /^(?:ssh:\/\/)?(?:([\w][\w.-]{0,63})@)?([\w][\w.-]{0,252}|\[(?:[0-9a-f]{1,4}:|::)[0-9a-f:.]{0,41}\])(?::(\d{1,5}))?\/?$/i

/** `[DT-20]` Reads where SSH leads; null where that is not said. */
export function parseSshDestination(text: string): SshDestination | null {
  const [whole, user = null, host = '', port] = pattern.exec(text.trim()) ?? []
  if (whole === undefined || (port !== undefined && (Number(port) < 1 || Number(port) > 65_535))) return null
  return {
    user,
    host: host.replace(/^\[|\]$/g, ''),
    port: port === undefined ? null : Number(port),
    text: `${user === null ? '' : `${user}@`}${host}${port === undefined ? '' : `:${Number(port)}`}`,
  }
}
