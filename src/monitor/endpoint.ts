/** Where the monitor is reached. Its port is known once it listens; nobody can ask before. */
export class Endpoint {
  readonly host: string
  private readonly isSecure: boolean
  private listening: number | null = null

  /** @param isSecure whether TLS is spoken */
  constructor(host: string, isSecure: boolean) {
    this.host = host
    this.isSecure = isSecure
  }

  /** It listens. */
  open(port: number): void {
    this.listening = port
  }

  get port(): number {
    if (this.listening === null) throw new Error('The monitor does not listen yet.')
    return this.listening
  }

  /** `http://127.0.0.1:8080` */
  get url(): string {
    return `http${this.ending}`
  }

  /** `ws://127.0.0.1:8080/websocket/monitor` */
  get consumerUrl(): string {
    return `ws${this.ending}/websocket/monitor`
  }

  private get ending(): string {
    const host = this.host.includes(':') ? `[${this.host}]` : this.host
    return `${this.isSecure ? 's' : ''}://${host}:${this.port}`
  }
}
