import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext, type SecureContextOptions } from 'node:tls'
import { problemOf } from '../contract/errors.ts'
import { refusal } from '../contract/refusal.ts'
import { filePath } from './file-path.ts'
import type { Settings } from '../settings/settings.ts'

/** A certificate and its key, read from their files and proven to belong together. */
export interface Certificate {
  readonly context: SecureContextOptions
  /** The server's own certificate, without the chain that may follow it in the file: who trusts it trusts nothing else. */
  readonly pem: string
  /** Of it and its chain the one that ends first: which, and when, ms since 1970. From then on it is of no use. */
  readonly first: { readonly name: string; readonly expiresAt: number }
}

/** The longest name of a certificate that is shown. */
const MAX_NAME_LENGTH = 100

/**
 * The certificate of `server.tls-cert` and `server.tls-key`; null where none is set. That both or neither are is seen to by
 * the settings.
 * @throws {BatchdeckError} `INVALID_SETTING`, in one sentence, where a file cannot be read or the two do not belong together
 */
export function readCertificate(settings: Settings): Certificate | null {
  const { 'server.tls-cert': certFile, 'server.tls-key': keyFile } = settings
  if (certFile === null || keyFile === null) return null
  const cert = read('server.tls-cert', certFile)
  const key = read('server.tls-key', keyFile)
  const parsed = parseCertificate(cert, certFile)
  if (!parsed.checkPrivateKey(parseKey(key, keyFile))) {
    throw refusal('key_of_another', { file: keyFile, certificate: certFile })
  }
  const context: SecureContextOptions = { cert, key, minVersion: 'TLSv1.2' }
  try {
    createSecureContext(context)
  } catch (error) {
    const detail = (error as Error).message
    throw refusal('certificate_unusable', { file: certFile, detail }, { cause: error })
  }
  return { context, pem: parsed.toString(), first: firstToEnd(parsed, cert) }
}

/** The certificate in force, which may be another one later. */
export class CertificateFiles {
  private readonly settings: Settings
  private readonly log: (line: string) => void
  private readonly listeners = new Set<(certificate: Certificate) => void>()
  private present: Certificate | null

  /** @throws {BatchdeckError} as {@link readCertificate} */
  constructor(settings: Settings, log: (line: string) => void) {
    this.settings = settings
    this.log = log
    this.present = readCertificate(settings)
  }

  /** Null without TLS; that stays as it is. */
  get current(): Certificate | null {
    return this.present
  }

  /** Told of every certificate that comes into force from now on. */
  subscribe(listener: (certificate: Certificate) => void): void {
    this.listeners.add(listener)
  }

  /** Reads the files again. Where they cannot be used that is logged, and the certificate stays. */
  renew(): void {
    if (!this.present) return
    try {
      this.present = readCertificate(this.settings) ?? this.present
      for (const listener of this.listeners) listener(this.present)
      this.log('The TLS certificate was read again.')
    } catch (error) {
      this.log(`The TLS certificate stays as it was. ${problemOf(error).message}`)
    }
  }
}

function read(setting: string, file: string): Buffer {
  try {
    return readFileSync(filePath(file))
  } catch (error) {
    const { code: errno = 'unknown' } = error as NodeJS.ErrnoException
    throw refusal('certificate_unreadable', { setting, file, errno }, { cause: error })
  }
}

function parseCertificate(content: Buffer, file: string): X509Certificate {
  try {
    return new X509Certificate(content)
  } catch (error) {
    throw refusal('certificate_absent', { file }, { cause: error })
  }
}

/** Roots are left out: whoever checks a certificate has his own. */
function firstToEnd(own: X509Certificate, content: Buffer): Certificate['first'] {
  const blocks = content.toString('latin1').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  let first = own
  for (const block of blocks.slice(1)) {
    const one = chainCertificate(block)
    if (one && one.issuer !== one.subject && Date.parse(one.validTo) < Date.parse(first.validTo)) first = one
  }
  return { name: nameOf(first), expiresAt: Date.parse(first.validTo) }
}

/** OpenSSL has read them; what this one cannot read is left to it. */
function chainCertificate(block: string): X509Certificate | null {
  try {
    return new X509Certificate(block)
  } catch {
    return null
  }
}

/** As people call it: what it is for, or whose it is. */
function nameOf({ subject, subjectAltName = '', fingerprint256 }: X509Certificate): string {
  const common = /^CN=(.+)$/m.exec(subject)?.[1]
  const alternative = /(?:DNS|IP Address):([^,\s]+)/.exec(subjectAltName)?.[1]
  return (common ?? alternative ?? fingerprint256).slice(0, MAX_NAME_LENGTH)
}

function parseKey(content: Buffer, file: string): KeyObject {
  try {
    return createPrivateKey(content)
  } catch (error) {
    // Both forms of PEM say so in words; the error is another one for each.
    throw refusal(content.includes('ENCRYPTED') ? 'key_locked' : 'key_absent', { file }, { cause: error })
  }
}
