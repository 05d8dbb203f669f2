/**
 * `[ED-2]` The path under which a reverse proxy shows the monitor. What it asks for may have it in front or not: some proxies
 * take it away, others do not. Whatever the monitor gives as an address has it.
 */
export class BasePath {
  /** `/batchdeck`, or empty. */
  readonly prefix: string

  /** @param path `server.base-path` */
  constructor(path: string | null) {
    this.prefix = path ?? ''
  }

  /** The address of one of our paths for whoever asks. */
  at(path: string): string {
    return this.prefix + path
  }

  /** Our path of an address that is asked for. The base itself, without a slash, is left as it is: see {@link isBare}. */
  strip(url = '/'): string {
    if (this.prefix === '') return url
    const [origin = ''] = /^https?:\/\/[^/?#]*/i.exec(url) ?? []
    const path = url.slice(origin.length)
    return path.startsWith(`${this.prefix}/`) ? origin + path.slice(this.prefix.length) : url
  }

  /** Whether only the slash is missing, on which every address in the page rests. */
  isBare(path: string): boolean {
    return this.prefix !== '' && path === this.prefix
  }
}
