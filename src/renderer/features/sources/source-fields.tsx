import { PasswordInput, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { HeaderFields } from '../../components/header-fields.tsx'
import { type HiddenField, hidesOfUrl, isSamePlace, keepsHeader, keepsHidden, type SourceEdit } from './source-draft.ts'

/** What a source reads, by its kind. @param isOwn on the monitor's own desktop (SO-3) */
export function SourceFields({ draft, source, isOwn, onChange }: SourceEdit & { isOwn: boolean }) {
  const { t } = useTranslation()
  const { kind } = draft
  const kept = (field: HiddenField) => (keepsHidden(draft, source, field) ? t('source.kept') : '')
  const urlHint = hidesOfUrl(draft)
    ? t(isSamePlace(draft, source) ? 'source.urlKept' : 'source.urlElsewhere')
    : t(isOwn ? 'source.urlHintOwn' : 'source.urlHint')
  return (
    <>
      {kind === 'url' && (
        <>
          <TextInput
            data-autofocus
            label={t('source.url')}
            description={urlHint}
            inputMode="url"
            placeholder={t('source.example.url')}
            value={draft.url}
            onChange={(event) => onChange({ url: event.currentTarget.value })}
          />
          <HeaderFields
            headers={draft.headers}
            keeps={(header) => keepsHeader(draft, source, header)}
            onChange={(headers) => onChange({ headers })}
          />
        </>
      )}
      {kind === 'file' && (
        <TextInput
          data-autofocus
          label={t('source.file')}
          description={t('source.fileHint')}
          value={draft.file}
          onChange={(event) => onChange({ file: event.currentTarget.value })}
        />
      )}
      {kind === 'sql' && (
        <>
          <PasswordInput
            size="xs"
            data-autofocus
            label={t('source.database')}
            description={t('source.databaseHint')}
            placeholder={kept('database')}
            autoComplete="off"
            value={draft.database}
            onChange={(event) => onChange({ database: event.currentTarget.value })}
          />
          <Textarea
            size="xs"
            rows={4}
            label={t('source.query')}
            description={t('source.queryHint')}
            classNames={{ input: 'bd-list-text' }}
            placeholder={kept('query')}
            spellCheck={false}
            value={draft.query}
            onChange={(event) => onChange({ query: event.currentTarget.value })}
          />
        </>
      )}
      {kind === 'command' && (
        <Textarea
          size="xs"
          rows={3}
          data-autofocus
          label={t('source.command')}
          description={t('source.commandHint')}
          classNames={{ input: 'bd-list-text' }}
          placeholder={kept('command')}
          spellCheck={false}
          value={draft.command}
          onChange={(event) => onChange({ command: event.currentTarget.value })}
        />
      )}
      {kind !== 'sql' && (
        <TextInput
          label={t('source.path')}
          description={t('source.pathHint')}
          placeholder={t('source.example.path')}
          value={draft.path}
          onChange={(event) => onChange({ path: event.currentTarget.value })}
        />
      )}
    </>
  )
}
