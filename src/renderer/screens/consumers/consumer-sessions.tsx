import { useTranslation } from 'react-i18next'
import { useCall } from '../../backend/use-call.ts'
import { useNow } from '../../components/relative-time.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { useLink } from '../../stores/scope.ts'
import { type ConsumerSession, sessionsOf } from './consumer-session.ts'

const MAX_EVENTS = 20
const MAX_SHOWN = 4

/** The last connections of a consumer: from when to when, from where, and how they ended. */
export function ConsumerSessions({ consumerId }: { consumerId: string }) {
  const { t } = useTranslation()
  const link = useLink()
  // Another connection, or none any more, is another answer.
  const session = useFleetData(({ consumers }) => {
    const consumer = consumers.get(consumerId)
    return `${consumer?.session_id} ${consumer?.connected_at} ${consumer?.state}`
  })
  const { answer } = useCall(
    'events.query',
    { types: ['session'], consumer_id: consumerId, limit: MAX_EVENTS },
    { dependsOn: [session], keeps: (_, [, params]) => params?.consumer_id === consumerId },
  )
  const sessions = sessionsOf(answer?.events ?? []).slice(0, MAX_SHOWN)
  if (sessions.length === 0) return null
  return (
    <section>
      <div className="bd-section-head">
        <span className="bd-label">{t('consumers.sessions')}</span>
        <a href={link('events', { consumer: consumerId, type: 'session' })} className="bd-anchor bd-small">
          {t('events.showAll')}
        </a>
      </div>
      {sessions.map((each) => (
        <SessionRow key={each.id} session={each} />
      ))}
    </section>
  )
}

function SessionRow({ session: { from, to, remote, ended } }: { session: ConsumerSession }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  const begin = from === null ? '…' : format.moment(from, now)
  const end = to === null ? t('consumers.sessionNow') : format.clock(to)
  const how =
    ended === null
      ? t('consumers.sessionFrom', { remote: remote ?? t('common.none') })
      : ended.kind === 'replaced'
        ? t('consumers.sessionReplaced')
        : t('consumers.sessionEnded', { code: ended.code })
  return (
    <div className="bd-row bd-session-row">
      <span title={from === null ? undefined : format.exact(from)}>
        {begin} – {end}
      </span>
      <span>{from === null ? '' : format.duration(Math.floor(((to ?? now) - from) / 1000) * 1000)}</span>
      <span className="bd-dim" title={how}>
        {how}
      </span>
    </div>
  )
}
