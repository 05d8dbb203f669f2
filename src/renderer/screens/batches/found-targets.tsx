import { useTranslation } from 'react-i18next'
import { MiddleCut } from '../../components/middle-cut.tsx'
import { openRow } from '../../stores/route.ts'
import { useLink } from '../../stores/scope.ts'
import type { FoundBatches } from './use-found-batches.ts'

/** So many of the targets found are named; all of them are counted by the batches. */
const MAX_NAMED = 3

/** Which targets the text was found in, and the way to their batches and to all of them. */
export function FoundTargets({ found: { targets, ids, isCut }, query }: { found: FoundBatches; query: string }) {
  const { t } = useTranslation()
  const link = useLink()
  if (targets.length === 0) return null
  return (
    <div className="bd-found-targets" role="status">
      <span>{t(isCut ? 'batches.foundByTargetCut' : 'batches.foundByTarget', { count: ids.size })}</span>
      {targets.slice(0, MAX_NAMED).map(({ task_id, target, batch_id }) => (
        <button
          key={`${task_id} ${target}`}
          type="button"
          className="bd-found-target"
          onClick={() => openRow(String(batch_id))}
        >
          <MiddleCut text={target} />
          <span className="bd-dim bd-nowrap">
            {t('batches.id')} {batch_id}
          </span>
        </button>
      ))}
      {targets.length > 1 && (
        <a className="bd-anchor" href={link('targets', { q: query.trim() })}>
          {t('batches.allFoundTargets')}
        </a>
      )}
    </div>
  )
}
