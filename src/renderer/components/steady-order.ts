import { useRef } from 'react'

/** `[UI-1]` While it is held, rows keep their places: what is new comes last, what is gone closes its gap. */
export function useSteadyOrder<Row extends { id: string }>(rows: readonly Row[], isHeld: boolean): readonly Row[] {
  const order = useRef<readonly string[]>([])
  const steady = isHeld ? inOrder(rows, order.current) : rows
  order.current = steady.map(({ id }) => id)
  return steady
}

export function inOrder<Row extends { id: string }>(rows: readonly Row[], order: readonly string[]): readonly Row[] {
  const places = new Map(order.map((id, place) => [id, place]))
  return rows.toSorted((a, b) => (places.get(a.id) ?? Infinity) - (places.get(b.id) ?? Infinity) || 0)
}
