import { Button, Group, Tooltip, UnstyledButton } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportResource } from '../../../contract/resources/import.ts'
import { useCommand } from '../../backend/use-command.ts'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { goTo } from '../../stores/scope.ts'

/** In the header: one line about what is imported, by whomever. */
export function ImportLine() {
  const { t } = useTranslation()
  const imports = useFleetData((data) => data.imports)
  const sentence = useSentence()
  const [first] = imports
  if (!first) return null
  const all = imports.map((one) => sentence(one))
  return (
    <Tooltip className="bd-lines" label={all.join('\n')}>
      <UnstyledButton className="bd-status bd-dim bd-shrinks" onClick={() => goTo('targets')}>
        <IconFileImport className="bd-fixed" size={14} aria-hidden />
        <span className="bd-truncate bd-import-words">
          {imports.length === 1 ? all[0] : t('imports.several', { count: imports.length })}
        </span>
      </UnstyledButton>
    </Tooltip>
  )
}

/** What others import, and the way to stop it. @param own the number of what is imported here */
export function OtherImports({ own }: { own: number | null }) {
  const { t } = useTranslation()
  const imports = useFleetData((data) => data.imports)
  const others = imports.filter(({ import_id }) => import_id !== own)
  if (others.length === 0) return null
  return (
    <section className="bd-panel bd-padded bd-stack-12" aria-label={t('imports.others')}>
      <span className="bd-label">{t('imports.others')}</span>
      {others.map((one) => (
        <OtherImport key={one.import_id} one={one} />
      ))}
    </section>
  )
}

function OtherImport({ one }: { one: ImportResource }) {
  const { t } = useTranslation()
  const format = useFormat()
  const canAct = useCanAct()
  const sentence = useSentence()
  const [isAsking, setAsking] = useState(false)
  const [isRunning, cancel] = useCommand('import.cancel')
  const { import_id, phase, bytes, total_bytes: total, lines, format: kind } = one
  const text = sentence(one)
  const share = phase === 'receiving' && total ? Math.min(1, bytes / total) : null
  const details = [
    t(`listImport.formats.${kind}`),
    total === null
      ? format.bytes(bytes)
      : t('imports.bytes', { bytes: format.bytes(bytes), total: format.bytes(total) }),
    ...(lines === null ? [] : [t('listImport.lines', { count: format.number(lines) as never })]),
  ]
  return (
    <div className="bd-stack-6">
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <span className="bd-truncate">{isAsking ? t('imports.cancelAsk') : text}</span>
        {canAct && (
          <Group flex="none" gap={6} wrap="nowrap">
            {isAsking && (
              <Button size="compact-xs" color="red" loading={isRunning} onClick={() => cancel({ import_id })}>
                {t('imports.cancel')}
              </Button>
            )}
            <Button
              size="compact-xs"
              variant="default"
              disabled={phase === 'writing'}
              onClick={() => setAsking(!isAsking)}
            >
              {isAsking ? t('imports.keep') : t('common.cancel')}
            </Button>
          </Group>
        )}
      </Group>
      {share !== null && <ProgressBar label={text} parts={[{ share, color: 'var(--bd-accent)' }]} />}
      <span className="bd-dim bd-truncate">{details.join(' · ')}</span>
    </div>
  )
}

/** "Import into Contracts: 45 %" */
function useSentence(): (one: ImportResource) => string {
  const { t } = useTranslation()
  const format = useFormat()
  const tasks = useFleetData((data) => data.tasks)
  return ({ task_id, phase, bytes, total_bytes: total, dry_run: isDryRun }) => {
    const what =
      phase === 'receiving' && total ? format.percent(Math.min(1, bytes / total)) : t(`imports.phase.${phase}`)
    const task = task_id === null ? t('imports.newTask') : (tasks.get(task_id)?.name ?? String(task_id))
    return t(isDryRun ? 'imports.preview' : 'imports.import', { task, what })
  }
}
