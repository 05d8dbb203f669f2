import { useFleetData } from '../../stores/fleet.ts'

/** `[UI-5]` Whether the caller may change anything: the viewer token may look. */
export function useCanAct(): boolean {
  return useFleetData(({ server }) => (server as { role?: string }).role !== 'viewer')
}
