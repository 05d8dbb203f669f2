export const screenNames = [
  'overview',
  'consumers',
  'batches',
  'slots',
  'epochs',
  'targets',
  'events',
  'settings',
  'help',
] as const
export type ScreenName = (typeof screenNames)[number]

/** Filters and what is open of a screen; kept in the address, so that it can be shared and comes back (UI-3). */
export type RouteParams = Readonly<Record<string, string>>

/** Somewhere in the console. */
export interface Place {
  readonly screen: ScreenName
  readonly params: RouteParams
}
