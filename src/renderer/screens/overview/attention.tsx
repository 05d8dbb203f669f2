import { Button } from '@mantine/core'
import { IconCircleCheck, IconInfoCircle } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ImportButton } from '../../components/import-button.tsx'
import { AlertList } from '../../features/alerts/alert-list.tsx'
import { alertRows } from '../../features/alerts/alert-rows.ts'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'

const MAX_SHOWN_AT_FIRST = 8
const MAX_SHOWN = 500

/** Everything that needs a hand, each with the action that helps. */
export function Attention() {
  const { t } = useTranslation()
  const format = useFormat()
  const alerts = useFleetData((data) => data.alerts)
  const isIdle = useFleetData(
    ({ tasks, consumers }) => consumers.size > 0 && [...tasks.values()].every(({ epoch }) => epoch === 0),
  )
  const [isWhole, setWhole] = useState(false)
  const rows = useMemo(() => alertRows(alerts), [alerts])
  return (
    <section className="bd-panel bd-attention" aria-label={t('overview.attention')}>
      <h2>{t('overview.attention')}</h2>
      {rows.length === 0 && !isIdle && (
        <p className="bd-status bd-all-well">
          <IconCircleCheck size={15} color="var(--bd-completed)" aria-hidden />
          {t('overview.allWell')}
        </p>
      )}
      {isIdle && (
        <p className="bd-line bd-all-well">
          <IconInfoCircle className="bd-fixed" size={15} color="var(--bd-accent)" aria-hidden />
          <span className="bd-grow">{t('overview.noTargets')}</span>
          <ImportButton />
        </p>
      )}
      <AlertList rows={rows.slice(0, isWhole ? MAX_SHOWN : MAX_SHOWN_AT_FIRST)} />
      {rows.length > MAX_SHOWN_AT_FIRST && !isWhole && (
        <Button variant="subtle" mx={8} onClick={() => setWhole(true)}>
          {t('common.more', { count: format.number(rows.length - MAX_SHOWN_AT_FIRST) as never })}
        </Button>
      )}
    </section>
  )
}
