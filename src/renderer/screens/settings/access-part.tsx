import { Alert, Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TokenList, TokenWithSecret } from '../../../contract/resources/token.ts'
import { useCall } from '../../backend/use-call.ts'
import { Facts } from '../../components/facts.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { useFleet, useFleetData } from '../../stores/fleet.ts'
import { NewTokenDialog } from './new-token.tsx'
import { SecretDialog } from './token-secret.tsx'
import { TokenTable } from './token-table.tsx'

/** `[SEC-4]` Who may come in: the named tokens, for admins. */
export function AccessPart() {
  const { t } = useTranslation()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const { answer, problem, again } = useCall('tokens.list', {}, { isEnabled: isLive })
  const [isMaking, setMaking] = useState(false)
  const [shown, setShown] = useState<TokenWithSecret | null>(null)

  function show(made: TokenWithSecret): void {
    setMaking(false)
    setShown(made)
    again()
  }

  if (problem !== null) return <Alert color="red">{t('settings.problem', { problem })}</Alert>
  if (answer === null) return <LoadingState />
  const make = (
    <Button leftSection={<IconPlus size={14} />} onClick={() => setMaking(true)}>
      {t('access.make')}
    </Button>
  )
  return (
    <>
      <Standing list={answer} />
      <div className="bd-screen-head">
        <span className="bd-label">{t('access.tokens')}</span>
        <span className="bd-spacer" />
        {make}
      </div>
      <TokenTable
        tokens={answer.tokens}
        onChange={again}
        onSecret={show}
        empty={<EmptyState title={t('access.empty')} hint={t('access.emptyHint')} />}
      />
      {isMaking && <NewTokenDialog isOpen={answer.is_open} onClose={() => setMaking(false)} onMade={show} />}
      {shown && <SecretDialog made={shown} onClose={() => setShown(null)} />}
    </>
  )
}

/** Who needs a token, and by which one this console is here. */
function Standing({ list }: { list: TokenList }) {
  const { t } = useTranslation()
  const own = useFleetData(({ server }) => server.token ?? null)
  const { settings, is_open: isOpen } = list
  return (
    <section className="bd-panel bd-padded" aria-label={t('settings.access')}>
      <Facts
        facts={[
          [t('access.needed'), t(isOpen ? 'access.open' : 'access.closed')],
          [t('access.ofSettings'), settings.length === 0 ? t('access.noneOfSettings') : settings.join(', ')],
          [t('access.own'), own === null ? t('access.ownNone') : <span className="bd-mono">{own}</span>],
        ]}
      />
    </section>
  )
}
