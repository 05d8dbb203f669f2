import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconArrowLeft, IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/format.ts'
import { CopyAddress } from './copy-address.tsx'

interface PanelHeadProps {
  /** What kind of thing the panel shows. */
  readonly label: string
  /** Where it stands in the list; null where that is not known. */
  readonly place: { readonly index: number; readonly count: number } | null
  readonly onStep: (by: 1 | -1) => void
  readonly onClose: () => void
}

/** The head of every panel beside a list: what it shows, which of how many, to the next, the link, and out. */
export function PanelHead({ label, place, onStep, onClose }: PanelHeadProps) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <>
      <Button
        className="bd-side-back"
        variant="subtle"
        color="gray"
        leftSection={<IconArrowLeft size={16} />}
        onClick={onClose}
      >
        {t('common.back')}
      </Button>
      <strong>{label}</strong>
      {place && (
        <span className="bd-dim">
          {t('common.rows', { shown: format.number(place.index + 1), total: format.number(place.count) })}
        </span>
      )}
      <span className="bd-spacer" />
      <StepButton by={-1} isAble={place !== null && place.index > 0} onStep={onStep} />
      <StepButton by={1} isAble={place !== null && place.index + 1 < place.count} onStep={onStep} />
      <CopyAddress />
      <Tooltip label={t('common.close')}>
        <ActionIcon className="bd-side-close" size="sm" aria-label={t('common.close')} onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </Tooltip>
    </>
  )
}

function StepButton({ by, isAble, onStep }: { by: 1 | -1; isAble: boolean; onStep: (by: 1 | -1) => void }) {
  const { t } = useTranslation()
  const label = t(by > 0 ? 'common.nextRow' : 'common.previousRow')
  return (
    <Tooltip label={label}>
      <ActionIcon size="sm" aria-label={label} disabled={!isAble} onClick={() => onStep(by)}>
        {by > 0 ? <IconChevronDown size={16} /> : <IconChevronUp size={16} />}
      </ActionIcon>
    </Tooltip>
  )
}
