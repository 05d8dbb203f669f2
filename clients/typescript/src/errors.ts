/** Everything this package throws on purpose. */
export class BatchdeckError extends Error {
  override readonly name: string = 'BatchdeckError'
}

/** The monitor refuses this client, and would refuse it again. A connection that is lost is none of it: it is made again. */
export class Refused extends BatchdeckError {
  override readonly name: string = 'Refused'
  /** The monitor's own, for example `UNAUTHORIZED`. */
  readonly code: string

  constructor(code: string, message: string) {
    super(message === '' || message === code ? code : `${message} (${code})`)
    this.code = code
  }
}

/** The token is missing, wrong, or not one for this client. */
export class Unauthorized extends Refused {
  override readonly name: string = 'Unauthorized'
}

/** Another process has registered the same consumer id: one of the two has to end. */
export class Replaced extends Refused {
  override readonly name: string = 'Replaced'
}

/** The client was closed; nothing can be asked of it any more. */
export class Closed extends BatchdeckError {
  override readonly name: string = 'Closed'
}

/** Something that was thrown, as an error. */
export function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

/** What is said of something that went wrong; from JavaScript it may be anything. */
export function messageOf(said: unknown): string {
  if (said instanceof Error) return said.message || said.name
  const text: unknown = said ?? ''
  return String(text)
}
