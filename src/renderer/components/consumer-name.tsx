import { murmur3 } from '../../core/planner/hash.ts'

/** The same colour for the same id, everywhere and always (UI-2); the name beside it says who it is. */
export function consumerColor(consumerId: string): string {
  const hash = murmur3(consumerId)
  return `oklch(${0.6 + ((hash >>> 9) % 4) * 0.05} 0.14 ${hash % 360})`
}

export function ConsumerName({ id }: { id: string }) {
  return (
    <span className="bd-status" title={id} style={{ minWidth: 0, maxWidth: '100%' }}>
      <span aria-hidden style={{ width: 8, height: 8, flex: 'none', borderRadius: 2, background: consumerColor(id) }} />
      <span className="bd-truncate">{id}</span>
    </span>
  )
}
