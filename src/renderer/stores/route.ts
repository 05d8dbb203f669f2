import { create } from 'zustand'
import { type RouteParams, type ScreenName, screenNames } from '../../contract/place.ts'

export { type RouteParams, type ScreenName, screenNames }

interface Route {
  readonly screen: ScreenName
  readonly params: RouteParams
  /** The filters each screen had when it was left. */
  readonly kept: Readonly<Partial<Record<ScreenName, RouteParams>>>
}

export function parseHash(hash: string): { screen: ScreenName; params: RouteParams } {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  const [name = '', page = ''] = path.split('/')
  const screen = screenNames.find((one) => one === name) ?? 'overview'
  const params = Object.fromEntries(new URLSearchParams(query))
  return { screen, params: page === '' ? params : { page: decoded(page), ...params } }
}

export function formatHash(screen: ScreenName, params: RouteParams): string {
  // The page of the documentation stands in the path, as people would write it: `#/help/channels?at=slack`.
  const { page = '', ...others } = params
  const isPage = screen === 'help' && page !== ''
  const asked = Object.entries(isPage ? others : params).filter(([, value]) => value !== '')
  const query = new URLSearchParams(asked).toString()
  return `#/${screen}${isPage ? `/${encodeURIComponent(page)}` : ''}${query === '' ? '' : `?${query}`}`
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export const useRoute = create<Route>(() => ({ ...parseHash(location.hash), kept: {} }))

/** The screen that is there: of one that is asked for, the piece of the program may still be on its way. */
export const useShownScreen = create<{ readonly screen: ScreenName }>(() => ({ screen: useRoute.getState().screen }))

/** Changes filters of the present screen; an empty value removes one. */
export function setParams(change: RouteParams): void {
  replaceParams((params) => ({ ...params, ...change }))
}

/** The same of all of them. */
export function replaceParams(change: (params: RouteParams) => RouteParams): void {
  const hash = changedHash(change)
  if (hash === null) return
  history.replaceState(null, '', hash)
  followHash()
}

/** `[UI-8]` The same as a step of its own: Back undoes it, and closes what it opened. */
export function pushParams(change: RouteParams): void {
  const hash = changedHash((params) => ({ ...params, ...change }))
  if (hash !== null) location.hash = hash
}

/**
 * The address after a change. It may be ahead of the screen, which hears of Back or a link a moment later: what a screen
 * that is being left still wants is null, or it would call the operator back.
 */
function changedHash(change: (params: RouteParams) => RouteParams): string | null {
  const { screen, params } = parseHash(location.hash)
  return screen === useRoute.getState().screen ? formatHash(screen, change(params)) : null
}

/** `[UI-8]` Opens the details of a row. To look through the list is one step: Back closes them, however many were looked at. */
export function openRow(id: string, more: RouteParams = {}): void {
  const change = { ...more, open: id }
  if ((useRoute.getState().params['open'] ?? '') === '') pushParams(change)
  else setParams(change)
}

/** Takes over the address, as the back button or a link leaves it. */
export function followHash(): void {
  const { screen, params } = parseHash(location.hash)
  useRoute.setState(({ kept }) => {
    // What is open, and which task is worked on, is no filter.
    const {
      open: _open,
      alert: _alert,
      compare: _compare,
      task: _task,
      range: _range,
      import: _import,
      rollback: _rollback,
      tab: _tab,
      find: _find,
      level: _level,
      ...filters
    } = params
    return { screen, params, kept: { ...kept, [screen]: filters } }
  })
}

/** One filter of the present screen. */
export function useParam(name: string): string {
  return useRoute(({ params }) => params[name] ?? '')
}

/** How the table of the present screen is sorted, `sort` in the address. */
export function useSortParam(): { by: string; onChange: (by: string) => void } {
  return { by: useParam('sort'), onChange: (sort) => setParams({ sort }) }
}
