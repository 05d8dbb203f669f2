import { useMemo, useState } from 'react'
import type { SlotMap } from '../../../contract/slot-history.ts'
import { NOBODY } from '../../stores/nobody.ts'
import { setParams, useParam } from '../../stores/route.ts'
import type { Owner } from './loads.ts'

/** A slot, or all that one owner has. */
export type Spot = { readonly slot: number } | { readonly owner: Owner }

export interface Spotlight {
  /** What is spoken of: what the pointer or the focus is on, or else what was chosen. */
  readonly spot: Spot | null
  readonly chosen: Spot | null
  /** The slots that stand out; null where none does. */
  readonly lit: ReadonlySet<number> | null
  readonly point: (spot: Spot | null) => void
  /** Chosen again, it is no longer. */
  readonly choose: (spot: Spot) => void
}

/**
 * `[UI-1]` A thousand consumers cannot have a thousand colours: one is told from the others by its slots standing out.
 * What is chosen stands in the address; what is pointed at passes.
 */
export function useSpotlight({ owners }: SlotMap): Spotlight {
  const slotParam = useParam('slot')
  const ownerParam = useParam('owner')
  const [pointed, point] = useState<Spot | null>(null)
  const chosen = useMemo((): Spot | null => {
    const slot = Number(slotParam)
    if (slotParam !== '' && Number.isInteger(slot) && slot >= 0 && slot < owners.length) return { slot }
    return ownerParam === '' ? null : { owner: ownerParam === NOBODY ? null : ownerParam }
  }, [slotParam, ownerParam, owners.length])
  const spot = pointed ?? chosen
  const lit = useMemo(() => {
    if (!spot) return null
    const owner = 'slot' in spot ? (owners[spot.slot] ?? null) : spot.owner
    return new Set(owners.flatMap((each, slot) => (each === owner ? slot : [])))
  }, [spot, owners])
  function choose(next: Spot): void {
    if (chosen && isSame(chosen, next)) setParams({ slot: '', owner: '' })
    else if ('slot' in next) setParams({ slot: String(next.slot), owner: '' })
    else setParams({ slot: '', owner: next.owner ?? NOBODY })
  }
  return { spot, chosen, lit, point, choose }
}

function isSame(a: Spot, b: Spot): boolean {
  return 'slot' in a ? 'slot' in b && a.slot === b.slot : 'owner' in b && a.owner === b.owner
}
