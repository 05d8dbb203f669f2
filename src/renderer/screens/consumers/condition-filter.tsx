import { IconAlertOctagonFilled } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { conditions } from '../../../console/condition.ts'
import { ConditionIcon } from '../../components/condition-badge.tsx'
import { useFormat } from '../../i18n/format.ts'
import { setParams } from '../../stores/route.ts'
import { type ConsumerFilter, isIn } from './consumer-groups.ts'
import type { ConsumerRow } from './consumer-rows.ts'

/** Not worth a place of their own while nobody is in them. */
const rare: readonly ConsumerFilter[] = ['online', 'away', 'behind', 'tooSlow']
const groups = [
  ['trouble'],
  ['lost', 'offline', 'suspect', 'stuck', 'flapping', 'drained', 'idle'],
  ['away', 'behind', 'tooSlow', 'online'],
] as const satisfies readonly (readonly ConsumerFilter[])[]

interface ConditionFilterProps {
  /** Which the search leaves. */
  readonly rows: readonly ConsumerRow[]
  /** Null where none is left out. */
  readonly chosen: ConsumerFilter | null
}

/** `[UI-3]` How many consumers are in each condition; a click leaves only them. */
export function ConditionFilter({ rows, chosen }: ConditionFilterProps) {
  const { t } = useTranslation()
  const counts = useMemo(() => countFilters(rows), [rows])
  const words: Readonly<Record<ConsumerFilter, string>> = {
    ...(Object.fromEntries(conditions.map((name) => [name, t(`state.${name}`)])) as Record<ConsumerFilter, string>),
    trouble: t('consumers.group.trouble'),
    away: `${t('state.offline')} + ${t('state.lost')}`,
    behind: t('consumers.epochBehind'),
    tooSlow: t('consumers.tooSlow'),
  }
  const isWorth = (name: ConsumerFilter) =>
    !rare.includes(name) || name === chosen || (name !== 'away' && name !== 'online' && (counts.get(name) ?? 0) > 0)
  return (
    <div className="bd-segments" role="group" aria-label={t('consumers.state')}>
      <span className="bd-segment-group">
        <Segment name="" count={rows.length} isChosen={chosen === null} word={t('common.all')} />
        <Segment
          name="trouble"
          count={counts.get('trouble') ?? 0}
          isChosen={chosen === 'trouble'}
          word={words.trouble}
        />
      </span>
      {groups.slice(1).map((group) => (
        <span key={group[0]} className="bd-segment-group">
          {group.filter(isWorth).map((name) => (
            <Segment
              key={name}
              name={name}
              count={counts.get(name) ?? 0}
              isChosen={chosen === name}
              word={words[name]}
            />
          ))}
        </span>
      ))}
    </div>
  )
}

function countFilters(rows: readonly ConsumerRow[]): ReadonlyMap<ConsumerFilter, number> {
  const counts = new Map<ConsumerFilter, number>()
  for (const name of groups.flat()) {
    let count = 0
    for (const row of rows) if (isIn(row, name)) count++
    counts.set(name, count)
  }
  return counts
}

interface SegmentProps {
  readonly name: ConsumerFilter | ''
  readonly count: number
  readonly isChosen: boolean
  readonly word: string
}

/** Chosen again, it is no longer. */
function Segment({ name, count, isChosen, word }: SegmentProps) {
  const format = useFormat()
  const condition = conditions.find((each) => each === name)
  return (
    <button
      type="button"
      className="bd-segment"
      aria-pressed={isChosen}
      data-empty={count === 0 ? '' : undefined}
      onClick={() => setParams({ state: isChosen ? '' : name })}
    >
      {name === 'trouble' && (
        <span className="bd-icon" style={{ color: count > 0 ? 'var(--bd-error)' : 'inherit' }}>
          <IconAlertOctagonFilled size={13} aria-hidden />
        </span>
      )}
      {condition && <ConditionIcon condition={condition} />}
      {word} <span className="bd-segment-count">{format.number(count)}</span>
    </button>
  )
}
