/** `[UI-1]` Rows in the places they had: what is new comes last, what is gone closes its gap. */
export function inOrder<Row extends { id: string }>(rows: readonly Row[], order: readonly string[]): readonly Row[] {
  const places = new Map(order.map((id, place) => [id, place]))
  return rows.toSorted((a, b) => (places.get(a.id) ?? Infinity) - (places.get(b.id) ?? Infinity) || 0)
}
