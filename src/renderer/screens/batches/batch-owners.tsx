import { Alert, Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useBackend } from '../../backend/context.ts'
import { useSession } from '../../backend/sessions.ts'
import { useAction } from '../../backend/use-command.ts'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { useNow } from '../../components/relative-time.tsx'
import { useCauseText } from '../../i18n/cause.ts'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { useLink } from '../../stores/scope.ts'
import { type OwnerChange, ownerChanges } from './owner-changes.ts'

interface Found {
  readonly changes: readonly OwnerChange[]
  readonly isWhole: boolean
  /** The newest epoch that was looked at. */
  readonly upTo: number
  readonly session: number
}

/** Whose a batch was over the epochs. It is asked for: the monitor has to compare every epoch that moved something. */
export function BatchOwners({ batchId, taskId }: { batchId: number; taskId: number }) {
  const { t } = useTranslation()
  const link = useLink()
  const format = useFormat()
  const causeText = useCauseText()
  const now = useNow()
  const backend = useBackend()
  const epochs = useFleetData((data) => data.epochs.get(taskId))
  const [isRunning, run] = useAction()
  const session = useSession()
  const [last, setLast] = useState<Found | null>(null)
  const found = last?.session === session ? last : null
  const newest = epochs?.[0]?.epoch ?? 0
  const load = () =>
    void run(async () => {
      const ask = (epoch: number, start: number, limit: number) =>
        backend.call('epochs.diff', { task_id: taskId, from: epoch - 1, to: epoch, start, limit })
      setLast({ ...(await ownerChanges(batchId, epochs ?? [], ask)), upTo: newest, session })
    })
  return (
    <section className="bd-stack-4 bd-start">
      <span className="bd-label">{t('batches.owners')}</span>
      {found?.changes.map(({ epoch, from, to }) => (
        <a
          key={epoch.epoch}
          href={link('epochs', { open: String(epoch.epoch), task: String(taskId) })}
          className="bd-row bd-owner-row"
        >
          <span className="bd-dim" title={format.exact(epoch.created_at)}>
            {format.moment(epoch.created_at, now)}
          </span>
          <span>{t('overview.epochMark', { epoch: epoch.epoch })}</span>
          <span title={causeText(epoch)}>
            {from === undefined ? t('batches.opened') : <Owner id={from} />} <span>→</span> <Owner id={to} />
          </span>
        </a>
      ))}
      {found?.changes.length === 0 && <span className="bd-dim">{t('batches.noOwnerChange')}</span>}
      {found && !found.isWhole && <Alert color="yellow">{t('batches.ownersCut')}</Alert>}
      {(!found || found.upTo !== newest) && (
        <Button variant="default" loading={isRunning} onClick={load}>
          {t('batches.showOwners')}
        </Button>
      )}
    </section>
  )
}

function Owner({ id }: { id: string | null }) {
  const { t } = useTranslation()
  return id === null ? t('common.nobody') : <ConsumerName id={id} />
}
