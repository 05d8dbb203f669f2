import { Button } from '@mantine/core'
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { csvTime } from '../../../console/csv.ts'
import { MAX_EXPIRY_MS, type TokenResource, type TokenWithSecret } from '../../../contract/resources/token.ts'
import { DataTable, type OpenRow } from '../../components/data-table.tsx'
import { Facts } from '../../components/facts.tsx'
import { PanelHead } from '../../components/panel-head.tsx'
import { RelativeTime, useNow } from '../../components/relative-time.tsx'
import { SidePanel } from '../../components/side-panel.tsx'
import type { Column } from '../../components/table-row.tsx'
import { useFormat } from '../../i18n/format.ts'
import { openRow, setParams, useParam } from '../../stores/route.ts'
import { EndTokenDialog } from './end-token.tsx'

interface TokenTableProps {
  readonly tokens: readonly TokenResource[]
  readonly onChange: () => void
  readonly onSecret: (made: TokenWithSecret) => void
  readonly empty: ReactNode
}

/** The named tokens, and beside them what can be done with one. */
export function TokenTable({ tokens, onChange, onSecret, empty }: TokenTableProps) {
  const { t } = useTranslation()
  const open = useParam('open')
  const opened = tokens.find(({ name }) => name === open)
  return (
    <DataTable
      label={t('access.tokens')}
      rows={tokens}
      columns={useColumns()}
      rowId={({ name }) => name}
      openId={open}
      onOpen={({ name }) => openRow(name)}
      onClose={() => setParams({ open: '' })}
      renderPanel={(list) =>
        opened ? <TokenPanel token={opened} onChange={onChange} onSecret={onSecret} list={list} /> : null
      }
      exportName="tokens"
      empty={empty}
    />
  )
}

function useColumns(): readonly Column<TokenResource>[] {
  const { t } = useTranslation()
  return useMemo(() => {
    const time = (at: number | null, otherwise: string) =>
      at === null ? <span className="bd-dim">{otherwise}</span> : <RelativeTime at={at} />
    return [
      {
        id: 'name',
        header: t('access.name'),
        width: 'minmax(140px, 2fr)',
        value: ({ name }) => name,
        cell: ({ name }) => <span className="bd-mono">{name}</span>,
      },
      {
        id: 'role',
        header: t('access.role'),
        width: '100px',
        value: ({ role }) => role,
        cell: ({ role }) => t(`access.roleName.${role}`),
      },
      {
        id: 'pattern',
        header: t('access.pattern'),
        width: 'minmax(90px, 1fr)',
        value: (token) => token.consumer_pattern,
        cell: (token) => <span className="bd-mono">{token.consumer_pattern ?? t('common.none')}</span>,
      },
      {
        id: 'used',
        header: t('access.used'),
        width: '110px',
        value: (token) => csvTime(token.last_used_at),
        cell: (token) => time(token.last_used_at, t('access.never')),
      },
      {
        id: 'expires',
        header: t('access.expires'),
        width: '110px',
        value: (token) => csvTime(token.expires_at),
        cell: ({ expires_at: at }) =>
          at === null ? time(null, t('access.never')) : <Expiry at={Math.min(at, MAX_EXPIRY_MS)} />,
      },
      {
        id: 'made',
        header: t('access.made'),
        width: '110px',
        value: (token) => csvTime(token.created_at),
        cell: (token) => <RelativeTime at={token.created_at} />,
      },
      {
        id: 'by',
        header: t('access.by'),
        width: 'minmax(96px, 1fr)',
        value: (token) => token.created_by ?? t(`eventText.via.${token.created_via}`),
      },
      {
        id: 'sockets',
        header: t('access.sockets'),
        width: '96px',
        align: 'right',
        value: ({ sockets }) => sockets,
      },
    ]
  }, [t])
}

/** How long it is good for, or that it is not any more. */
function Expiry({ at }: { at: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  // By the minute: seconds would be of no use here.
  const left = Math.ceil((at - useNow()) / 60_000) * 60_000
  return (
    <time dateTime={new Date(at).toISOString()} title={format.exact(at)}>
      {left <= 0 ? t('access.expired') : t('access.expiresIn', { time: format.duration(left) })}
    </time>
  )
}

interface TokenPanelProps extends Omit<TokenTableProps, 'tokens' | 'empty'> {
  readonly token: TokenResource
  readonly list: OpenRow
}

function TokenPanel({ token, onChange, onSecret, list }: TokenPanelProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [ending, setEnding] = useState<'rotate' | 'revoke' | null>(null)
  const { last_used_at: usedAt, last_used_from: from, expires_at: expiresAt } = token
  const isForConsumers = token.role === 'consumer'
  const used =
    usedAt === null ? t('access.never') : t('access.usedFrom', { time: format.exact(usedAt), from: from ?? '' })
  return (
    <SidePanel
      label={token.name}
      onClose={list.onClose}
      onStep={list.place && list.onStep}
      header={<PanelHead label={t('access.token')} {...list} />}
      footer={
        <>
          <Button variant="default" onClick={() => setEnding('rotate')}>
            {t('access.rotate')}
          </Button>
          <Button variant="outline" color="var(--bd-error)" onClick={() => setEnding('revoke')}>
            {t('access.revoke')}
          </Button>
        </>
      }
    >
      <h2 className="bd-mono bd-wrap">{token.name}</h2>
      <Facts
        facts={[
          [t('access.role'), t(`access.roleHint.${token.role}`)],
          ...(isForConsumers
            ? ([
                [t('access.pattern'), token.consumer_pattern ?? t('common.none')],
                [
                  t('access.consumers'),
                  token.max_consumers === null
                    ? format.number(token.consumers)
                    : t('access.consumersOf', {
                        known: format.number(token.consumers),
                        most: format.number(token.max_consumers),
                      }),
                ],
              ] as const)
            : []),
          [
            t('access.made'),
            t('access.madeBy', {
              time: format.exact(token.created_at),
              who: token.created_by ?? t(`eventText.via.${token.created_via}`),
            }),
          ],
          [t('access.secretSince'), format.exact(token.secret_since)],
          [t('access.used'), used],
          [
            t('access.expires'),
            expiresAt === null ? t('access.never') : format.exact(Math.min(expiresAt, MAX_EXPIRY_MS)),
          ],
          [t('access.sockets'), format.number(token.sockets)],
        ]}
      />
      {ending && (
        <EndTokenDialog
          token={token}
          how={ending}
          onClose={() => setEnding(null)}
          onRotated={onSecret}
          onRevoked={() => {
            setParams({ open: '' })
            onChange()
          }}
        />
      )}
    </SidePanel>
  )
}
