import { Alert, Button } from '@mantine/core'
import { IconDatabaseExport } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { csvTime } from '../../../console/csv.ts'
import type { BackupResource } from '../../../contract/resources/backup.ts'
import { useCall } from '../../backend/use-call.ts'
import { useCommand } from '../../backend/use-command.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { Facts } from '../../components/facts.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import type { Column } from '../../components/table-row.tsx'
import { showToast } from '../../components/toast.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { useFleet } from '../../stores/fleet.ts'

/** `[BK-1]` The backups that are there, one more at once, and how one is put back (BK-2). */
export function BackupsPart() {
  const { t } = useTranslation()
  const format = useFormat()
  const canAct = useCanAct()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const { answer, problem, again } = useCall('backups.list', {}, { isEnabled: isLive })
  const [isRunning, create] = useCommand('backups.create')
  const columns = useColumns()

  if (problem !== null) return <Alert color="red">{t('settings.problem', { problem })}</Alert>
  if (answer === null) return <LoadingState />
  const { folder, interval, keep, backups } = answer
  const newest = backups[0]?.name ?? 'FILE'
  const command = `batchdeck restore "${folder}/${newest}"`
  const rhythm =
    interval === 0 ? t('backups.never') : t('backups.every', { time: format.duration(interval), count: keep })
  return (
    <>
      <section className="bd-panel bd-padded" aria-label={t('settings.backups')}>
        <Facts
          facts={[
            [t('backups.folder'), <Copyable key="folder" text={folder} />],
            [t('backups.written'), rhythm],
            [t('backups.restore'), <Copyable key="command" text={command} />],
            [t('backups.holds'), t('backups.holdsHint')],
          ]}
        />
      </section>
      <div className="bd-screen-head">
        <span className="bd-label">{t('settings.backups')}</span>
        <span className="bd-spacer" />
        {canAct && (
          <Button
            leftSection={<IconDatabaseExport size={14} />}
            loading={isRunning || answer.is_running}
            onClick={() =>
              create({}, ({ name }) => {
                again()
                showToast((say) => say('backups.done', { name }))
              })
            }
          >
            {t('backups.now')}
          </Button>
        )}
      </div>
      <DataTable
        label={t('settings.backups')}
        rows={backups}
        columns={columns}
        rowId={({ name }) => name}
        exportName="backups"
        empty={<EmptyState title={t('backups.empty')} hint={t('backups.emptyHint')} />}
      />
    </>
  )
}

function useColumns(): readonly Column<BackupResource>[] {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    (): readonly Column<BackupResource>[] => [
      {
        id: 'created_at',
        header: t('backups.at'),
        width: '120px',
        value: (backup) => csvTime(backup.created_at),
        cell: ({ created_at: at }) => <RelativeTime at={at} />,
      },
      {
        id: 'kind',
        header: t('backups.kind'),
        width: 'minmax(110px, 1fr)',
        value: ({ kind }) => kind,
        cell: ({ kind }) => t(`backups.kindName.${kind}`),
      },
      {
        id: 'epoch',
        header: t('backups.epoch'),
        width: '90px',
        value: ({ epoch }) => epoch,
        cell: ({ epoch }) => format.number(epoch),
      },
      {
        id: 'bytes',
        header: t('backups.size'),
        width: '100px',
        value: ({ bytes }) => bytes,
        cell: ({ bytes }) => format.bytes(bytes),
      },
      {
        id: 'verified',
        header: t('backups.state'),
        width: '110px',
        value: () => 'verified',
        cell: () => t('backups.verified'),
      },
      {
        id: 'name',
        header: t('backups.name'),
        width: 'minmax(200px, 3fr)',
        value: ({ name }) => name,
        cell: ({ name }) => <span className="bd-mono">{name}</span>,
      },
    ],
    [t, format],
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
