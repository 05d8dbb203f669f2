import { type AppStore, follow } from './app-state.ts'

/** Ends a pause of the notifications when its time has come. */
export function endPauses(store: AppStore): void {
  let timer: NodeJS.Timeout | undefined
  follow(
    store,
    ({ pausedUntil }) => pausedUntil,
    (pausedUntil) => {
      clearTimeout(timer)
      if (pausedUntil > 0) timer = setTimeout(() => store.setState({ pausedUntil: 0 }), pausedUntil - Date.now())
    },
  )
}
