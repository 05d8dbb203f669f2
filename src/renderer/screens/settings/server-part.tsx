import { Alert } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { SettingResource } from '../../../contract/resources/setting.ts'
import { ownPage, reachedAt } from '../../backend/reached-at.ts'
import { useCall } from '../../backend/use-call.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Facts } from '../../components/facts.tsx'
import { useNow } from '../../components/relative-time.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useFleet, useFleetData } from '../../stores/fleet.ts'
import { SettingsTable } from './settings-table.tsx'

const tokens = [
  ['server.token', 'settings.operatorToken'],
  ['server.consumer-token', 'settings.consumerToken'],
  ['server.viewer-token', 'settings.viewerToken'],
] as const

/** Where the monitor is, and every setting it runs with. */
export function ServerPart() {
  const { t } = useTranslation()
  // They change with a start of the monitor only.
  const isLive = useFleet(({ connection }) => connection === 'live')
  const { answer, problem } = useCall('settings.list', {}, { isEnabled: isLive })
  const settings = answer?.settings ?? null
  return (
    <>
      <ServerFacts settings={settings} />
      {problem !== null && <Alert color="red">{t('settings.problem', { problem })}</Alert>}
      {settings === null && problem === null && <LoadingState />}
      {settings !== null && <SettingsTable settings={settings} />}
    </>
  )
}

function ServerFacts({ settings }: { settings: readonly SettingResource[] | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  const server = useFleetData((data) => data.server)
  const reached = reachedAt(server, ownPage())
  const now = useNow()
  const isSet = (name: string) => settings?.find((setting) => setting.name === name)?.is_set ?? false
  const needsToken = tokens.some(([name]) => isSet(name))
  const tokenWords = tokens.map(([name, role]) =>
    t(isSet(name) ? 'settings.tokenSet' : 'settings.tokenUnset', { role: t(role) }),
  )
  return (
    <section className="bd-panel bd-padded bd-settings-columns" aria-label={t('settings.server')}>
      <Facts
        facts={[
          [t('settings.address'), <Copyable key="url" text={reached.url} />],
          [t('settings.consumerAddress'), <Copyable key="consumers" text={reached.consumerUrl} />],
          [t('settings.dataDir'), <Copyable key="folder" text={server.data_dir} />],
        ]}
      />
      <Facts
        facts={[
          [
            t('settings.tokens'),
            settings === null ? t('common.none') : needsToken ? tokenWords.join(' · ') : t('settings.noToken'),
          ],
          [t('settings.version'), server.version],
          [
            t('settings.uptime'),
            <time
              key="uptime"
              dateTime={new Date(server.started_at).toISOString()}
              title={format.exact(server.started_at)}
            >
              {format.age(server.started_at, now)}
            </time>,
          ],
        ]}
      />
    </section>
  )
}

function Copyable({ text }: { text: string }) {
  return (
    <span className="bd-status bd-breaks">
      <span className="bd-mono">{text}</span>
      <CopyButton text={text} />
    </span>
  )
}
