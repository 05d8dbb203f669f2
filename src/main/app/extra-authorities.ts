import { readFileSync } from 'node:fs'
import tls from 'node:tls'

/**
 * `[PK-2]` Trusts the authorities in the file that `NODE_EXTRA_CA_CERTS` names. Node does so by itself, but not in a
 * package: the fuse that keeps `NODE_OPTIONS` out keeps this out, too.
 */
export function trustExtraAuthorities(log: (line: string) => void): void {
  const file = process.env['NODE_EXTRA_CA_CERTS']
  if (!file) return
  try {
    const pem = readFileSync(file, 'utf8')
    // What holds none would be passed over in silence.
    if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new Error('it is not a PEM certificate')
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), pem])
  } catch (error) {
    log(`NODE_EXTRA_CA_CERTS names ${file}, which cannot be used: ${(error as Error).message}.`)
  }
}
