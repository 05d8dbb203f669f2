import { Alert, Button, Checkbox, Group, PasswordInput, Text, TextInput } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconLink } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RemoteFinding } from '../../contract/connection-problem.ts'
import type { DesktopState } from '../../contract/desktop-bridge.ts'
import { type KnownMonitor, MAX_MONITOR_NAME_LENGTH } from '../../contract/desktop-monitors.ts'
import { parseMonitorAddress } from '../../console/monitor-address.ts'
import { monitorId } from '../../console/monitor-label.ts'
import { parseSshDestination } from '../../console/ssh-destination.ts'
import { useMonitorLabel } from '../features/desktop/use-monitors.ts'
import { useAction } from '../backend/use-command.ts'
import { useFormat } from '../i18n/format.ts'
import { closeConnectDialog, type GivenConnection, useConnectDialog } from '../stores/connect-dialog.ts'
import { callDesktop, useDesktop } from '../stores/desktop.ts'
import { Dialog } from '../components/dialog.tsx'
import { useProblemText } from '../features/desktop/problem-text.ts'

/** Asks for another monitor, tries it, and attaches the window to it. Only in the desktop window. */
export function ConnectDialog() {
  const { isOpen, given, link } = useConnectDialog()
  const desktop = useDesktop(({ state }) => state)
  return isOpen && desktop && <OpenDialog key={link} desktop={desktop} given={given} link={link} />
}

interface OpenDialogProps {
  readonly desktop: DesktopState
  readonly given: GivenConnection
  readonly link: number | null
}

function OpenDialog({ desktop, given, link }: OpenDialogProps) {
  const { t } = useTranslation()
  const [url, setUrl] = useState(given.url)
  const [name, setName] = useState(given.name ?? '')
  const [isTunnelled, setTunnelled] = useState(given.ssh !== null)
  const [ssh, setSsh] = useState(given.ssh ?? '')
  const [token, setToken] = useState('')
  const [found, setFound] = useState<{ readonly question: string; readonly finding: RemoteFinding } | null>(null)
  const [isTesting, test] = useAction()
  const [isConnecting, connect] = useAction()
  const address = parseMonitorAddress(url)
  // What was found is of what stands there, and a late answer to something else is not shown.
  const question = JSON.stringify([url, isTunnelled && ssh, token])
  const finding = found?.question === question ? found.finding : null
  const destination = isTunnelled ? parseSshDestination(ssh) : null
  const isGiven = address !== null && isTunnelled === (destination !== null)
  const id = address && monitorId({ url: address.url, ssh: destination?.text ?? null })
  const known = desktop.monitors.find((monitor) => monitor.id === id && monitor.has_token)
  // Between the SSH host and a monitor on it nothing crosses a network.
  const isInTheClear = address !== null && !address.isSecure && !address.isLoopback

  async function ask(method: 'monitor.test' | 'monitor.attach'): Promise<void> {
    setFound(null)
    const where = { url, ...(destination && { ssh: destination.text }), ...(token !== '' && { token }) }
    const answer = await (method === 'monitor.test'
      ? callDesktop(method, where)
      : callDesktop(method, { ...where, name }))
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
          if (isGiven) void connect(() => ask('monitor.attach'))
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
            : { description: t(isTunnelled ? 'connect.urlHintSsh' : 'connect.urlHint') })}
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
        <Checkbox
          size="xs"
          label={t('connect.throughSsh')}
          checked={isTunnelled}
          onChange={({ currentTarget: { checked } }) => {
            setTunnelled(checked)
            if (checked && url === '') setUrl('http://127.0.0.1:8080')
          }}
        />
        {isTunnelled && (
          <TextInput
            label={t('connect.ssh')}
            inputWrapperOrder={['label', 'description', 'error', 'input']}
            {...(ssh.trim() !== '' && !destination
              ? { error: t('connect.problem.ssh_address') }
              : { description: t('connect.sshHint') })}
            placeholder={t('connect.sshExample')}
            value={ssh}
            spellCheck={false}
            autoComplete="off"
            onChange={({ currentTarget: { value } }) => setSsh(value)}
          />
        )}
        <TextInput
          label={t('monitors.name')}
          description={t('connect.nameHint')}
          value={name}
          maxLength={MAX_MONITOR_NAME_LENGTH}
          autoComplete="off"
          onChange={({ currentTarget: { value } }) => setName(value)}
        />
        {given.url === '' && (
          <Recent
            monitors={desktop.monitors.filter((monitor) => monitor.id !== null)}
            choose={(monitor) => {
              setUrl(monitor.url)
              setTunnelled(monitor.ssh !== null)
              setSsh(monitor.ssh ?? '')
              setName(monitor.name ?? '')
            }}
          />
        )}
        <div role="status">{finding && <Finding finding={finding} />}</div>
        <Group justify="flex-end">
          <Button variant="default" data-autofocus={link !== null || undefined} onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button
            variant="default"
            disabled={!isGiven || isConnecting}
            loading={isTesting}
            onClick={() => void test(() => ask('monitor.test'))}
          >
            {t('connect.test')}
          </Button>
          <Button type="submit" disabled={!isGiven || isTesting} loading={isConnecting}>
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

interface RecentProps {
  readonly monitors: readonly KnownMonitor[]
  readonly choose: (monitor: KnownMonitor) => void
}

/** To fill in what is known; the Settings are where it is forgotten. */
function Recent({ monitors, choose }: RecentProps) {
  const { t } = useTranslation()
  const labelOf = useMonitorLabel()
  if (monitors.length === 0) return null
  return (
    <section aria-label={t('connect.recent')}>
      <span className="bd-label">{t('connect.recent')}</span>
      <ul className="bd-recent-monitors">
        {monitors.map((monitor) => (
          <li className="bd-line" key={monitor.id}>
            <Button
              variant="subtle"
              px={6}
              title={monitor.url}
              classNames={{ label: 'bd-truncate' }}
              onClick={() => choose(monitor)}
            >
              {labelOf(monitor)}
            </Button>
            <span className="bd-dim bd-spacer bd-nowrap">{monitor.has_token && t('connect.kept')}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
