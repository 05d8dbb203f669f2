import { sentenceOf } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import type { Certificate } from '../tls.ts'
import { momentText } from './moment-text.ts'

const DAY_MS = 86_400_000
/** Below this the days are not counted any more. */
const SOON_MS = 2 * DAY_MS

/**
 * `[AL-8]` That the certificate that is served, or one of its chain, is about to end, or has. Whole days are said: what
 * counts down by itself would be another alert each time.
 * @param warnBefore ms; 0 for never
 */
export function certificateAlert(
  certificate: Pick<Certificate, 'first'> | null,
  warnBefore: number,
  now: number,
): Omit<AlertResource, 'since'> | null {
  if (!certificate || warnBefore === 0) return null
  const { name, expiresAt } = certificate.first
  const left = expiresAt - now
  if (!(left < warnBefore)) return null
  const at = momentText(expiresAt)
  const said =
    left <= 0
      ? refusal('certificate_over', { name, at })
      : left < SOON_MS
        ? refusal('certificate_ends_soon', { name, at })
        : refusal('certificate_ends', { name, at, days: Math.floor(left / DAY_MS) })
  const kind = 'certificate_expiring'
  return { alert_id: kind, kind, ...sentenceOf(said), ...(left > 0 && { next_at: expiresAt }) }
}
