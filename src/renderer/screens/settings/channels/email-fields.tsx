import { SegmentedControl, TagsInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Choice } from '../../../components/choice.tsx'
import type { ChannelEdit } from './channel-draft.ts'
import { PlainField } from './plain-field.tsx'
import { SecretField } from './secret-field.tsx'

const usualPorts = { tls: '465', starttls: '587', none: '587' } as const

/** `[CN-1]` The mail server, and from whom to whom. */
export function EmailFields(edit: ChannelEdit) {
  const { t } = useTranslation()
  const { draft, onChange, wrong } = edit
  return (
    <>
      <TagsInput
        size="xs"
        name="to"
        label={t('channels.field.to')}
        description={t('channels.toHint')}
        error={wrong('to')}
        placeholder={draft.to.length === 0 ? t('channels.example.mailbox') : ''}
        splitChars={[',', ';']}
        acceptValueOnBlur
        value={[...draft.to]}
        onChange={(to) => onChange({ to })}
      />
      <PlainField
        {...edit}
        field="from"
        hint={t('channels.fromAddressHint')}
        placeholder={t('channels.example.from')}
      />
      <div className="bd-channel-server">
        <PlainField {...edit} field="host" hint={t('channels.hostHint')} placeholder={t('channels.example.host')} />
        <PlainField
          {...edit}
          field="port"
          hint={t('channels.portHint', { port: usualPorts[draft.security] })}
          placeholder={usualPorts[draft.security]}
        />
      </div>
      <Choice label={t('channels.field.security')} hint={t(`channels.securityHint.${draft.security}`)}>
        {(labelled) => (
          <SegmentedControl
            {...labelled}
            value={draft.security}
            onChange={(security) => onChange({ security })}
            data={(['starttls', 'tls', 'none'] as const).map((value) => ({
              value,
              label: t(`channels.security.${value}`),
            }))}
          />
        )}
      </Choice>
      <div className="bd-channel-halves">
        <PlainField {...edit} field="user" hint={t('channels.userHint')} />
        <SecretField
          {...edit}
          field="password"
          label={t('channels.field.password')}
          hint={t('channels.passwordHint')}
        />
      </div>
    </>
  )
}
