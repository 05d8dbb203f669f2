import { IconAlertHexagonFilled, IconAlertTriangleFilled, IconInfoCircle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Severity } from '../../../contract/resources/alert.ts'

const looks = {
  critical: { Icon: IconAlertHexagonFilled, color: 'var(--bd-error)' },
  warning: { Icon: IconAlertTriangleFilled, color: 'var(--bd-suspect)' },
  info: { Icon: IconInfoCircle, color: 'var(--bd-muted)' },
} as const satisfies Record<Severity, unknown>

/** `[UI-2]` How grave something is, by shape and colour: a hexagon, a triangle, a circled i. */
export function SeverityGlyph({ severity, size = 14 }: { severity: Severity; size?: number }) {
  const { t } = useTranslation()
  const { Icon, color } = looks[severity]
  return <Icon className="bd-fixed" size={size} color={color} role="img" aria-label={t(`severity.${severity}`)} />
}
