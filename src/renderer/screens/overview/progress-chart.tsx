import { lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFleetData } from '../../stores/fleet.ts'
import { epochMarks } from './epoch-marks.ts'

// The library for charts is larger than all else on this screen: the figures do not wait for it.
const ProgressArea = lazy(() => import('./progress-area.tsx'))

/** How far all batches are, over the last hour, with a mark where an epoch began. */
export function ProgressChart() {
  const { t } = useTranslation()
  const samples = useFleetData((data) => data.samples)
  const epochs = useFleetData((data) => data.epochs)
  const shown = samples.filter(({ pending, running, completed, error }) => pending + running + completed + error > 0)
  const from = shown[0]?.at ?? 0
  const to = shown.at(-1)?.at ?? 0
  const marks = useMemo(() => epochMarks([...epochs.values()].flat(), from, to), [epochs, from, to])
  return (
    <section className="bd-panel bd-progress">
      <h2>{t('overview.progress')}</h2>
      {shown.length < 2 ? (
        <div className="bd-empty">{t('overview.noProgress')}</div>
      ) : (
        <div className="bd-progress-area">
          <Suspense>
            <ProgressArea samples={shown} marks={marks} from={from} to={to} />
          </Suspense>
        </div>
      )}
    </section>
  )
}
