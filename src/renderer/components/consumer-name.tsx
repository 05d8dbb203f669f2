import { consumerColor } from './consumer-color.ts'

export function ConsumerName({ id }: { id: string }) {
  return (
    <span className="bd-status" title={id} style={{ minWidth: 0, maxWidth: '100%' }}>
      <span aria-hidden style={{ width: 8, height: 8, flex: 'none', borderRadius: 2, background: consumerColor(id) }} />
      <span className="bd-truncate">{id}</span>
    </span>
  )
}
