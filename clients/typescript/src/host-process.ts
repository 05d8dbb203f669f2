/** What there is of Node's `process`; nothing of it in a browser. */
interface Process {
  readonly pid?: number
  getBuiltinModule?(name: 'node:os'): { hostname(): string } | undefined
  on?(signal: string, listener: () => void): void
  off?(signal: string, listener: () => void): void
}

const host: Process = (globalThis as { process?: Process }).process ?? {}

/** Of this process; undefined in a browser. */
export const processId: number | undefined = host.pid

/** Of this machine; undefined in a browser. */
export function hostName(): string | undefined {
  return host.getBuiltinModule?.('node:os')?.hostname()
}

/** Told of a signal, until what it returns is called; does nothing in a browser. */
export function onProcessSignal(signal: string, listener: () => void): () => void {
  host.on?.(signal, listener)
  return () => host.off?.(signal, listener)
}
