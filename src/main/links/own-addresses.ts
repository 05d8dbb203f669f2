import { isUnspecified, parseMonitorAddress } from '../../console/monitor-address.ts'

interface Parts {
  /** What is listened on. */
  readonly url: string
  /** `server.public-url` */
  readonly publicUrl: string | null
  /** `server.base-path` */
  readonly basePath: string | null
}

const loopback = ['127.0.0.1', 'localhost', '[::1]']

/** `[DT-17]` Every address by which a link may name the app's own monitor, as they are compared. */
export function ownAddresses({ url, publicUrl, basePath }: Parts): readonly string[] {
  const { protocol, port, hostname } = new URL(url)
  const isOnLoopback = parseMonitorAddress(url)?.isLoopback === true || isUnspecified(hostname)
  const roots = (isOnLoopback ? [hostname, ...loopback] : [hostname]).map(
    (host) => `${protocol}//${host}${port === '' ? '' : `:${port}`}`,
  )
  const all = [...roots, ...(basePath === null ? [] : roots.map((root) => `${root}${basePath}`)), publicUrl ?? url]
  return [...new Set(all.flatMap((one) => parseMonitorAddress(one)?.url ?? []))]
}
