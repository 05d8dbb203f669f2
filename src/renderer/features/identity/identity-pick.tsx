import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { identities, type Identity } from '../../../planner/identity.ts'
import { Choice } from '../../components/choice.tsx'

interface IdentityPickProps {
  readonly value: Identity
  readonly isReadOnly?: boolean
  readonly onChange: (value: Identity) => void
}

/** `[PL-11]` What makes two spellings the same target. */
export function IdentityPick({ value, isReadOnly = false, onChange }: IdentityPickProps) {
  const { t } = useTranslation()
  return (
    <Choice label={t('identity.label')} hint={t(`identity.hint.${value}`)}>
      {(labelled) => (
        <SegmentedControl
          {...labelled}
          readOnly={isReadOnly}
          value={value}
          onChange={onChange}
          data={identities.map((one) => ({ value: one, label: t(`identity.name.${one}`) }))}
        />
      )}
    </Choice>
  )
}
