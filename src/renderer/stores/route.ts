import { create } from 'zustand'
import { type RouteParams, type ViewName, viewNames } from '../../contract/place.ts'

export { type RouteParams, type ViewName, viewNames }

interface Route {
  readonly view: ViewName
  readonly params: RouteParams
  /** The filters each view had when it was left. */
  readonly kept: Readonly<Partial<Record<ViewName, RouteParams>>>
}

export function parseHash(hash: string): { view: ViewName; params: RouteParams } {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  const view = viewNames.find((name) => name === path) ?? 'overview'
  return { view, params: Object.fromEntries(new URLSearchParams(query)) }
}

export function formatHash(view: ViewName, params: RouteParams): string {
  const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value !== '')).toString()
  return `#/${view}${query === '' ? '' : `?${query}`}`
}

export const useRoute = create<Route>(() => ({ ...parseHash(location.hash), kept: {} }))

/** Opens a view with the filters given, or else with those it had before. */
export function goTo(view: ViewName, params?: RouteParams): void {
  const { kept } = useRoute.getState()
  location.hash = formatHash(view, params ?? kept[view] ?? {})
}

/** Changes filters of the present view; an empty value removes one. */
export function setParams(change: RouteParams): void {
  const { view, params } = useRoute.getState()
  history.replaceState(null, '', formatHash(view, { ...params, ...change }))
  followHash()
}

/** Takes over the address, as the back button or a link leaves it. */
export function followHash(): void {
  const { view, params } = parseHash(location.hash)
  useRoute.setState(({ kept }) => {
    // What is open, and which task is worked on, is no filter.
    const { open: _open, compare: _compare, task: _task, ...filters } = params
    return { view, params, kept: { ...kept, [view]: filters } }
  })
}

/** One filter of the present view. */
export function useParam(name: string): string {
  return useRoute(({ params }) => params[name] ?? '')
}

/** How the table of the present view is sorted, `sort` in the address. */
export function useSortParam(): { by: string; onChange: (by: string) => void } {
  return { by: useParam('sort'), onChange: (sort) => setParams({ sort }) }
}
