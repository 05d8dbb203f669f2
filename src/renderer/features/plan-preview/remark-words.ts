import { useTranslation } from 'react-i18next'
import type { PlanPreview, PlanRemark } from '../../../contract/resources/plan.ts'
import { loadAfter } from '../consumer-actions/consumer-actions.ts'
import { useFormat } from '../../i18n/format.ts'

/** A plain fact to know before a plan is applied, in words. */
export function useRemarkWords(): (remark: PlanRemark, of: Pick<PlanPreview, 'counts' | 'remarks'>) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (remark, of) => {
    const count = remark.kind === 'idle_members' ? remark.count : 0
    const { excess } = loadAfter(of)
    const ratio = excess === null ? '' : format.number(Math.round((1 + excess) * 100) / 100)
    return t(`targets.remark.${remark.kind}`, { count, ratio })
  }
}
