import { useEffect, useState } from 'react'
import type { ManualSearch } from '../../../manual/search.ts'
import type { Manual } from '../../features/help/manual.ts'

let making: Promise<ManualSearch> | undefined

/** The index of all pages, made when it is first asked for: it costs their texts, and a tenth of a second. */
async function makeSearch(manual: Manual): Promise<ManualSearch> {
  const [search, sections] = await Promise.all([import('../../../manual/search.ts'), manual.sections()])
  return new search.ManualSearch(manual.pages, sections)
}

/** Null until it has come; where it cannot be fetched, the next letter asks again. */
export function useManualSearch(manual: Manual, isWanted: boolean): ManualSearch | null {
  const [search, setSearch] = useState<ManualSearch | null>(null)
  useEffect(() => {
    if (!isWanted || search) return
    making ??= makeSearch(manual)
    let isHere = true
    making.then(
      (made) => isHere && setSearch(made),
      () => {
        making = undefined
      },
    )
    return () => {
      isHere = false
    }
  }, [manual, isWanted, search])
  return search
}
