import { useFleetData } from './fleet.ts'

/** `[UI-5]` Whether this operator may change anything; who may only look sees no buttons for it. */
export function useCanAct(): boolean {
  return useFleetData(({ server }) => server.role === 'operator')
}

/** `[SEC-4]` Whether he may manage tokens; all others do not see that there are any. */
export function useManagesTokens(): boolean {
  return useFleetData(({ server }) => server.manages_tokens === true)
}

/** `[CN-2]` Whether he may say where alerts go: whoever may manage tokens may. */
export function useManagesChannels(): boolean {
  return useManagesTokens()
}
