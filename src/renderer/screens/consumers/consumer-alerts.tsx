import { useMemo } from 'react'
import { AlertList } from '../../features/alerts/alert-list.tsx'
import { alertRows } from '../../features/alerts/alert-rows.ts'
import { useFleetData } from '../../stores/fleet.ts'

/** What is wrong with one consumer, and what can be done about it here: where a link from a message leads (UI-9). */
export function ConsumerAlerts({ consumerId }: { consumerId: string }) {
  const all = useFleetData((data) => data.alerts)
  const rows = useMemo(() => alertRows(all.filter(({ consumer_id }) => consumer_id === consumerId)), [all, consumerId])
  if (rows.length === 0) return null
  return (
    <section className="bd-panel">
      <AlertList rows={rows} isBeside />
    </section>
  )
}
