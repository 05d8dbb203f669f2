import { consumerColor } from './consumer-color.ts'

export function ConsumerName({ id }: { id: string }) {
  return (
    <span className="bd-status bd-consumer" title={id}>
      <span className="bd-swatch" aria-hidden style={{ background: consumerColor(id) }} />
      <span className="bd-truncate">{id}</span>
    </span>
  )
}
