import { useTranslation } from 'react-i18next'
import type { PlanRemark } from '../../../contract/resources/plan.ts'
import { useFormat } from '../../i18n/format.ts'

/** A plain fact to know before a plan is applied, in words. */
export function useRemarkWords(): (remark: PlanRemark) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (remark) => {
    const count = remark.kind === 'idle_members' ? remark.count : 0
    const ratio = remark.kind === 'imbalance' ? format.number(Math.round(remark.ratio * 100) / 100) : ''
    return t(`targets.remark.${remark.kind}`, { count, ratio })
  }
}
