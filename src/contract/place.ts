export const viewNames = [
  'overview',
  'consumers',
  'batches',
  'slots',
  'epochs',
  'targets',
  'events',
  'settings',
] as const
export type ViewName = (typeof viewNames)[number]

/** Filters and what is open of a view; kept in the address, so that it can be shared and comes back (UI-3). */
export type RouteParams = Readonly<Record<string, string>>

/** Somewhere in the console. */
export interface Place {
  readonly view: ViewName
  readonly params: RouteParams
}
