import { ActionIcon, Alert, Button, Group, PasswordInput, Text, TextInput } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconLink, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DesktopState, RecentMonitor, RemoteFinding } from '../../contract/desktop-bridge.ts'
import { parseMonitorAddress } from '../../console/monitor-address.ts'
import { useAction } from '../backend/use-command.ts'
import { useFormat } from '../i18n/format.ts'
import { closeConnectDialog, useConnectDialog } from '../stores/connect-dialog.ts'
import { callDesktop, useDesktop } from '../stores/desktop.ts'
import { Dialog } from '../components/dialog.tsx'
import { useProblemText } from './problem-text.ts'

/** Asks for another monitor, tries it, and attaches the window to it. Only in the desktop window. */
export function ConnectDialog() {
  const { isOpen, url, link } = useConnectDialog()
  const desktop = useDesktop(({ state }) => state)
  return isOpen && desktop && <OpenDialog key={link} desktop={desktop} given={url} link={link} />
}

function OpenDialog({ desktop, given, link }: { desktop: DesktopState; given: string; link: number | null }) {
  const { t } = useTranslation()
  const [url, setUrl] = useState(given)
  const [token, setToken] = useState('')
  const [found, setFound] = useState<{ readonly question: string; readonly finding: RemoteFinding } | null>(null)
  const [isTesting, test] = useAction()
  const [isConnecting, connect] = useAction()
  const address = parseMonitorAddress(url)
  // What was found is of what stands there, and a late answer to something else is not shown.
  const question = JSON.stringify([url, token])
  const finding = found?.question === question ? found.finding : null
  const known = desktop.recent.find((monitor) => monitor.url === address?.url && monitor.has_token)
  const isInTheClear = address !== null && !address.isSecure && !address.isLoopback

  async function ask(method: 'monitor.test' | 'monitor.attach'): Promise<void> {
    setFound(null)
    const answer = await callDesktop(method, { url, ...(token !== '' && { token }) })
    // Where it is attached, the page is on its way out.
    setFound({ question, finding: answer })
  }

  function close(): void {
    closeConnectDialog()
    if (link !== null) void callDesktop('link.done', { id: link })
  }

  const tokenHint = known
    ? t(desktop.can.keep_tokens ? 'connect.tokenKept' : 'connect.tokenRemembered')
    : [t('connect.tokenHint'), ...(desktop.can.keep_tokens ? [] : [t('connect.tokenNotKept')])].join(' ')
  return (
    <Dialog onClose={close} title={t('connect.title')} size="md">
      <form
        className="bd-stack-14"

        onSubmit={(event) => {
          event.preventDefault()
          if (address) void connect(() => ask('monitor.attach'))
        }}
      >
        <Text size="md">{t('connect.intro')}</Text>
        {link !== null && (
          <Alert color="yellow" icon={<IconLink size={16} aria-hidden />}>
            {t('links.unknown')}
          </Alert>
        )}
        <TextInput
          // A key that was meant for the page must not connect to what a stranger may have written.
          data-autofocus={link === null || undefined}
          label={t('connect.url')}
          inputWrapperOrder={['label', 'description', 'error', 'input']}
          {...(url.trim() !== '' && !address
            ? { error: t('connect.problem.address') }
            : { description: t('connect.urlHint') })}
          value={url}
          spellCheck={false}
          autoComplete="off"
          onChange={({ currentTarget: { value } }) => setUrl(value)}
        />
        <PasswordInput
          size="xs"
          label={t('connect.token')}
          description={tokenHint}
          value={token}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': t('connect.showToken') }}
          onChange={({ currentTarget: { value } }) => setToken(value)}
        />
        {isInTheClear && (
          <span className="bd-remark">
            <IconAlertTriangle className="bd-fixed" size={15} color="var(--bd-suspect)" aria-hidden />
            {t('connect.inTheClear')}
          </span>
        )}
        <Recent monitors={desktop.recent} choose={setUrl} />
        <div role="status">{finding && <Finding finding={finding} />}</div>
        <Group justify="flex-end">
          <Button variant="default" data-autofocus={link !== null || undefined} onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button
            variant="default"
            disabled={!address || isConnecting}
            loading={isTesting}
            onClick={() => void test(() => ask('monitor.test'))}
          >
            {t('connect.test')}
          </Button>
          <Button type="submit" disabled={!address || isTesting} loading={isConnecting}>
            {t('connect.connect')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}

function Finding({ finding }: { finding: RemoteFinding }) {
  const { t } = useTranslation()
  const format = useFormat()
  const problemText = useProblemText()
  if (!finding.ok) return <Alert color="red">{problemText(finding.problem)}</Alert>
  const { version, consumers, role } = finding
  return (
    <span className="bd-remark">
      <IconCircleCheck className="bd-fixed" size={15} color="var(--bd-completed)" aria-hidden />
      {t('connect.reached', { version, consumers: format.number(consumers) })}{' '}
      {t(role === 'operator' ? 'connect.asOperator' : 'connect.asViewer')}
    </span>
  )
}

function Recent({ monitors, choose }: { monitors: readonly RecentMonitor[]; choose: (url: string) => void }) {
  const { t } = useTranslation()
  const [, run] = useAction()
  const forget = (url: string) => void run(() => callDesktop('monitor.forget', { url }))
  if (monitors.length === 0) return null
  return (
    <section aria-label={t('connect.recent')}>
      <span className="bd-label">{t('connect.recent')}</span>
      <ul className="bd-recent-monitors">
        {monitors.map(({ url, has_token }) => (
          <li className="bd-line" key={url}>
            <Button variant="subtle" px={6} onClick={() => choose(url)}>
              <span className="bd-mono">{url}</span>
            </Button>
            <span className="bd-dim bd-spacer">{has_token && t('connect.kept')}</span>
            <ActionIcon aria-label={t('connect.forget', { url })} onClick={() => forget(url)}>
              <IconX size={14} />
            </ActionIcon>
          </li>
        ))}
      </ul>
    </section>
  )
}
