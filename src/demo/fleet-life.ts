import { between, type Random } from './random.ts'

/** What happens to the fleet as a whole. `away`: ms that a crashed consumer needs to come back. */
export type FleetEvent = { readonly kind: 'crash'; readonly away: number } | { readonly kind: 'grow' }

const second = 1000
const crashEvery = 180 * second
const growEvery = 90 * second
/** Shorter than the grace period in which a consumer keeps its slots. */
const shortAbsence = 20 * second
/** Longer than it: the others take over. */
const longAbsence = 90 * second

/** The next event and the ms until then: about 90 s apart for a longer target list, three minutes for a crash. */
export function nextEvent(random: Random): { after: number; event: FleetEvent } {
  const rate = 1 / crashEvery + 1 / growEvery
  const after = between(random, 0.5, 1.5) / rate
  if (random() >= 1 / crashEvery / rate) return { after, event: { kind: 'grow' } }
  return { after, event: { kind: 'crash', away: random() < 0.15 ? longAbsence : shortAbsence } }
}
