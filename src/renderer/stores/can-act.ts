import { useFleetData } from './fleet.ts'

/** `[UI-5]` Whether this operator may change anything; who may only look sees no buttons for it. */
export function useCanAct(): boolean {
  return useFleetData(({ server }) => server.role === 'operator')
}
