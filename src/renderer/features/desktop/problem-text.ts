import { useTranslation } from 'react-i18next'
import type { ConnectionProblem } from '../../../contract/connection-problem.ts'

/** Why another monitor is not reached, and what to do; the machine's own words at the end. */
export function useProblemText(): (problem: ConnectionProblem) => string {
  const { t } = useTranslation()
  return ({ fault, detail }) => {
    const words = t(`connect.problem.${fault}`, { detail })
    return detail === '' || words.includes(detail) ? words : `${words} (${detail})`
  }
}
