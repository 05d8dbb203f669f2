import type { ConnectionOptions } from 'node:tls'
import type { DemoContext } from './demo-context.ts'

/** The fleet runs beside its monitor: with TLS it trusts that one's certificate, whatever name it was made out to, and no other. */
export function trustOf({ certificate }: DemoContext): ConnectionOptions {
  if (certificate === null) return {}
  return { ca: certificate, allowPartialTrustChain: true, checkServerIdentity: () => undefined }
}
