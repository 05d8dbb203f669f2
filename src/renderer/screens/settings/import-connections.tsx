import { Alert, Button, Group } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connection, ImportFinding } from '../../../contract/desktop-monitors.ts'
import { monitorId, monitorLabel } from '../../../console/monitor-label.ts'
import { useAction } from '../../backend/use-command.ts'
import { Dialog } from '../../components/dialog.tsx'
import { showToast } from '../../components/toast.tsx'
import { callDesktop } from '../../stores/desktop.ts'

/** `[DT-21]` `[UI-5]` What a file of connections would add, before it does; or what is wrong with it. */
export function ImportConnections({ text, onClose }: { text: string; onClose: () => void }) {
  const { t } = useTranslation()
  const [finding, setFinding] = useState<ImportFinding | null>(null)
  const [isRunning, run] = useAction()
  useEffect(() => {
    void run(async () => setFinding(await callDesktop('monitor.import', { text, apply: false })))
    // The file is read once.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [text])
  const changes = finding?.ok === true ? finding.added.length + finding.renamed.length : 0
  const apply = () =>
    void run(async () => {
      const done = await callDesktop('monitor.import', { text, apply: true })
      setFinding(done)
      if (!done.ok) return
      onClose()
      showToast((say) => say('monitors.imported', { count: done.added.length }))
    })
  return (
    <Dialog onClose={onClose} title={t('monitors.importTitle')} size="md">
      <div className="bd-stack-12">
        {finding && <Finding finding={finding} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t(changes > 0 ? 'common.cancel' : 'common.close')}
          </Button>
          {changes > 0 && (
            <Button loading={isRunning} data-autofocus onClick={apply}>
              {t('monitors.importNow')}
            </Button>
          )}
        </Group>
      </div>
    </Dialog>
  )
}

function Finding({ finding }: { finding: ImportFinding }) {
  const { t } = useTranslation()
  if (!finding.ok) {
    const lines =
      'fault' in finding
        ? [t(`monitors.fileFault.${finding.fault}`)]
        : finding.entries.map(({ entry, fault }) => t(`monitors.entryFault.${fault}`, { entry }))
    return (
      <Alert color="red" title={t('monitors.notImported')}>
        {lines.map((line) => (
          <div key={line}>{line}</div>
        ))}
      </Alert>
    )
  }
  const { added, renamed, unchanged } = finding
  return (
    <>
      {added.length > 0 && (
        <section aria-label={t('monitors.added', { count: added.length })}>
          <span className="bd-label">{t('monitors.added', { count: added.length })}</span>
          <ul className="bd-monitor-list">
            {added.map((one) => (
              <ConnectionLine key={monitorId(one)} connection={one} />
            ))}
          </ul>
        </section>
      )}
      {renamed.length > 0 && (
        <section aria-label={t('monitors.renamed', { count: renamed.length })}>
          <span className="bd-label">{t('monitors.renamed', { count: renamed.length })}</span>
          <ul className="bd-monitor-list">
            {renamed.map(({ connection, before }) => (
              <li
                key={monitorId(connection)}
              >{`${before ?? monitorLabel({ ...connection, name: null })} → ${connection.name}`}</li>
            ))}
          </ul>
        </section>
      )}
      {unchanged > 0 && <span className="bd-dim">{t('monitors.unchanged', { count: unchanged })}</span>}
      {added.length + renamed.length === 0 && <span>{t('monitors.nothingNew')}</span>}
      {added.length > 0 && <span className="bd-dim">{t('monitors.importHint')}</span>}
    </>
  )
}

function ConnectionLine({ connection }: { connection: Connection }) {
  const { t } = useTranslation()
  const { name, url, ssh } = connection
  return (
    <li className="bd-monitor-about">
      {name !== null && <strong className="bd-truncate">{name}</strong>}
      <span className="bd-mono bd-wrap">{ssh === null ? url : t('monitors.through', { url, ssh })}</span>
    </li>
  )
}
