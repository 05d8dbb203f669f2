import { Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { HeaderFields } from '../../../components/header-fields.tsx'
import { type ChannelEdit, isAddressed, keepsHeader, leadsElsewhere } from './channel-draft.ts'
import { EmailFields } from './email-fields.tsx'
import { PlainField } from './plain-field.tsx'
import { SecretField } from './secret-field.tsx'

/** Where a channel leads: the fields of its kind, each with where it is to be found. */
export function ChannelFields(edit: ChannelEdit) {
  const { t } = useTranslation()
  const { draft, channel, onChange } = edit
  const { kind } = draft
  const isKept = channel?.secrets.includes('url') && draft.url === null
  return (
    <>
      {isAddressed(kind) && (
        <SecretField
          {...edit}
          field="url"
          label={t('channels.field.url')}
          hint={t(`channels.urlHint.${kind as 'slack'}`)}
          placeholder={isKept ? '' : t(`channels.example.${kind as 'slack'}`)}
          isReadable
        />
      )}
      {(kind === 'webhook' || kind === 'dingtalk' || kind === 'feishu') && (
        <SecretField
          {...edit}
          field="secret"
          label={t('channels.field.secret')}
          hint={t(`channels.secretHint.${kind}`)}
        />
      )}
      {kind === 'webhook' && (
        <>
          <HeaderFields
            headers={draft.headers}
            keeps={(header) => keepsHeader(draft, channel, header)}
            onChange={(headers) => onChange({ headers })}
          />
          <Textarea
            size="xs"
            autosize
            minRows={2}
            maxRows={8}
            name="template"
            label={t('channels.field.template')}
            description={t('channels.templateHint', { heading: '{{title}}', body: '{{text}}' })}
            error={edit.wrong('template')}
            classNames={{ input: 'bd-list-text' }}
            spellCheck={false}
            value={draft.template}
            onChange={(event) => onChange({ template: event.currentTarget.value })}
          />
        </>
      )}
      {kind === 'telegram' && (
        <>
          <SecretField {...edit} field="token" label={t('channels.field.token')} hint={t('channels.tokenHint')} />
          <PlainField
            {...edit}
            field="chat_id"
            hint={t('channels.chatHint')}
            placeholder={t('channels.example.chat')}
          />
          <PlainField {...edit} field="thread_id" hint={t('channels.threadHint')} />
          <PlainField {...edit} field="base_url" hint={t('channels.baseUrlHint')} />
        </>
      )}
      {kind === 'email' && <EmailFields {...edit} />}
      {leadsElsewhere(draft, channel) && (
        <span role="status" className="bd-dim bd-small">
          {t('channels.elsewhere')}
        </span>
      )}
    </>
  )
}
