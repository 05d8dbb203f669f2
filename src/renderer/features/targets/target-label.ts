import type { TargetRow } from '../../../contract/resources/target.ts'

/** The names of the attribute that people know a target by, the likeliest first. */
const labelNames = ['label', 'name', 'symbol']

/** What people call a target; null where its list says nothing of the kind. */
export function targetLabel({ attributes }: Pick<TargetRow, 'attributes'>): string | null {
  if (attributes === null) return null
  const names = Object.keys(attributes)
  for (const wanted of labelNames) {
    const name = names.find((one) => one.toLowerCase() === wanted)
    if (name !== undefined && attributes[name]) return attributes[name]
  }
  return null
}

/** Whether an attribute is shown as the label already. */
export const isLabelName = (name: string): boolean => name.toLowerCase() === labelNames[0]

/** Whether targets with such an attribute may have a label. */
export const mayBeLabel = (name: string): boolean => labelNames.includes(name.toLowerCase())
