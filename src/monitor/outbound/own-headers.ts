/** Say where a request goes and where it ends: a `Host` of one's own would be another site of an address that is allowed. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Whether somebody may have this header sent. */
export function isHeaderAllowed(name: string, value: unknown): boolean {
  const isWrong = typeof value === 'string' && /[^\t\x20-\x7E\x80-\xFF]/.test(value)
  return !isWrong && !OWN_HEADERS.has(name.toLowerCase())
}
