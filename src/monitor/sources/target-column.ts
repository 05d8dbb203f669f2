/** Whether a column of this name holds targets. */
export function isTargetColumn(name: string): boolean {
  return name.trim().toLowerCase() === 'target'
}
