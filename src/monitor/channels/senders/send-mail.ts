import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { createTransport, type NodemailerError } from 'nodemailer'
import type { BatchdeckError } from '../../../contract/errors.ts'
import { refusal } from '../../../contract/refusal.ts'
import type { ChannelOf } from '../../../contract/resources/channel.ts'
import { addressOf, assertPublicHost, publicLookup } from '../../outbound/public-address.ts'
import type { SendContext, SendOutcome } from '../message.ts'
import { isPasswordOpen, type Mail } from './email.ts'
import { networkProblem } from './network-problem.ts'
import { delivered, ended, refused, retried } from './outcome.ts'
import type { Secrets } from './secrets.ts'
import { deniedChannel } from './send-http.ts'

/** A mail server may look at a message for a while before it takes it. */
const MAIL_TIMEOUT_MS = 30_000
/** Of what it says at a time. */
const MAX_RESPONSE_BYTES = 64 * 1024
const TLS_PORT = 465
const SUBMISSION_PORT = 587

/** By these a server says that nobody logs in there, or not yet. */
const withoutLogin = [500, 502, 503, 504]

/**
 * `[CN-4]` Hands a mail over to its server. Without TLS no password is sent but within this machine; certificates are
 * verified, and the address that is checked is the one that is connected to. Never throws.
 * @param isTest whether a recipient that is refused is told, though the others have it
 */
export async function sendMail(
  definition: ChannelOf<'email'>,
  mail: Mail,
  context: Pick<SendContext, 'allowsPrivate' | 'signal'>,
  secrets: Secrets,
  isTest: boolean,
  timeout = MAIL_TIMEOUT_MS,
): Promise<SendOutcome> {
  const { host: given, security = 'starttls', user, password } = definition
  const port = definition.port ?? (security === 'tls' ? TLS_PORT : SUBMISSION_PORT)
  const host = `${given}:${port}`
  const begunAt = performance.now()
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(timeout)])
  let connection: Socket | null = null
  try {
    connection = await connected(definition, port, context.allowsPrivate, signal)
    if (isPasswordOpen(definition, connection.remoteAddress)) {
      return refused(refusal('channel_mail_password_open', { host }))
    }
    const transport = createTransport({
      host: given,
      port,
      connection,
      secure: security === 'tls',
      secured: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      tls: { rejectUnauthorized: true },
      ...(user !== undefined && { auth: { user, pass: password ?? '' }, forceAuth: true }),
      connectionTimeout: timeout,
      greetingTimeout: timeout,
      socketTimeout: timeout,
      socketCloseTimeout: 0,
      maxResponseSize: MAX_RESPONSE_BYTES,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    const { from, to, subject, text, html, date, messageId, thread, headers } = mail
    const { rejected, response } = await transport.sendMail({
      from,
      to: [...to],
      subject,
      text,
      html,
      date,
      messageId,
      ...(thread !== null && { inReplyTo: thread, references: [thread] }),
      headers,
      signal,
    })
    if (isTest && rejected.length > 0) {
      return refused(
        refusal('channel_mail_recipients', { host, addresses: rejected.join(', '), detail: secrets.detail(response) }),
      )
    }
    return delivered
  } catch (error) {
    if (signal.aborted) return ended(host, signal, begunAt)
    return outcomeOf(error as NodemailerError, host, secrets)
  } finally {
    connection?.destroy()
  }
}

/** A connection to the server, with TLS where it begins with that. @throws what went wrong on the way */
function connected(
  { host: given, security }: ChannelOf<'email'>,
  port: number,
  allowsPrivate: boolean,
  signal: AbortSignal,
): Promise<Socket> {
  // Of IPv6 without the brackets that it may have.
  const address = addressOf(given)
  const host = address ?? given
  if (!allowsPrivate) assertPublicHost({ hostname: host }, deniedChannel)
  return new Promise((done, failed) => {
    const options = { host, port, ...(!allowsPrivate && { lookup: publicLookup(undefined, deniedChannel) }) }
    // The name that is asked for is the one in the certificate; an address has none.
    const servername = address === null ? { servername: host } : {}
    const socket =
      security === 'tls'
        ? connectTls({ ...options, ...servername, rejectUnauthorized: true }, () => settle(null))
        : connectTcp(options, () => settle(null))
    const onError = (error: Error) => settle(error)
    const onAbort = () => settle(new Error('aborted'))
    // Nothing that comes between this and the next listener ends the process.
    socket.on('error', () => {})
    socket.once('error', onError)
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    function settle(error: Error | null): void {
      signal.removeEventListener('abort', onAbort)
      socket.off('error', onError)
      if (error === null) return done(socket)
      socket.destroy()
      failed(error)
    }
  })
}

/** What a server that does not take it has said: for now (4yz), or for good (5yz). */
function outcomeOf(error: NodemailerError, host: string, secrets: Secrets): SendOutcome {
  const { code, command, responseCode, response = '', rejected = [] } = error
  if (typeof responseCode !== 'number' || !(responseCode >= 400 && responseCode < 600)) {
    if (code === 'ENOAUTH') return refused(refusal('channel_mail_login_unknown', { host }))
    const problem = networkProblem(error, host)
    return problem.code === 'FORBIDDEN' ? refused(problem) : retried(problem)
  }
  const detail = secrets.detail(response)
  if (responseCode < 500) return retried(refusal('channel_mail_answered', { host, detail }))
  return refused(refusalOf())

  function refusalOf(): BatchdeckError {
    if (code === 'ETLS') return refusal('channel_mail_no_tls', { host })
    if (code === 'EAUTH') {
      return withoutLogin.includes(responseCode as number)
        ? refusal('channel_mail_login_unknown', { host })
        : refusal('channel_mail_login', { host, detail })
    }
    if (command === 'RCPT TO' || rejected.length > 0) {
      return refusal('channel_mail_recipients', { host, addresses: rejected.join(', ') || '–', detail })
    }
    return refusal('channel_mail_refused', { host, detail })
  }
}
