import { useDesktop } from '../../stores/desktop.ts'

/** `[SO-3]` Whether this is the monitor's own desktop: only the user of a machine may name what is on it. */
export function useIsOwn(): boolean {
  return useDesktop((desktop) => desktop.state !== null && desktop.state.attached === null)
}
