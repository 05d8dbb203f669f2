import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'

export interface SelfSigned {
  readonly certFile: string
  readonly keyFile: string
  readonly pem: string
}

/** Makes a certificate for this machine, with its key, in a folder. */
export function selfSigned(folder: string, name: string, days = 30): SelfSigned {
  const [certFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}-key.pem`)]
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', String(days)]
  execFileSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', keyFile, '-out', certFile], {
    stdio: 'ignore',
  })
  return { certFile, keyFile, pem: readFileSync(certFile, 'utf8') }
}

/** From now on this process trusts them, too, as a machine on which an operator installed them. */
export function trust(...certificates: readonly SelfSigned[]): void {
  setDefaultCACertificates([...getCACertificates('default'), ...certificates.map(({ pem }) => pem)])
}
