import { Button, Group, Select, Textarea } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { IconFile, IconFileUpload } from '@tabler/icons-react'
import type { ClipboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { listFileNames, type ListFormat, listFormats } from '../../../contract/list-format.ts'
import { useFormat } from '../../i18n/format.ts'
import type { ListSource } from './list-source.ts'

/** A text field gets slow with more: what is longer is shown by its beginning, as a file is. In UTF-16 code units. */
const MAX_TEXT_LENGTH = 100_000

interface ListInputProps {
  readonly text: string
  readonly onText: (text: string) => void
  /** What was dropped, chosen, or pasted and is long; null while there is only the text. */
  readonly source: ListSource | null
  readonly onSource: (blob: Blob, name: string | null) => void
  readonly onClear: () => void
  readonly format: ListFormat
  readonly onFormat: (format: ListFormat) => void
  readonly isBusy: boolean
}

/** Where a list comes from: a file, or what is written or pasted. */
export function ListInput({ text, onText, source, onSource, onClear, format, onFormat, isBusy }: ListInputProps) {
  const { t } = useTranslation()
  const take = (next: string) => {
    if (next.length > MAX_TEXT_LENGTH) onSource(new Blob([next]), null)
    else onText(next)
  }
  const paste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData('text/plain')
    if (pasted.length <= MAX_TEXT_LENGTH) return
    // It never comes into the field: to lay out a million lines takes minutes.
    event.preventDefault()
    onSource(new Blob([pasted]), null)
  }
  return (
    <>
      {source ? (
        <SourceCard source={source} isBusy={isBusy} onClear={onClear} />
      ) : (
        <>
          <Dropzone
            onDrop={([file]) => file && onSource(file, file.name)}
            inputProps={{ accept: listFileNames.join(','), 'aria-label': t('targets.drop') }}
            multiple={false}
            disabled={isBusy}
            p="sm"
            className="bd-drop"
          >
            <Group justify="center" gap="xs" c="dimmed">
              <IconFileUpload size={18} aria-hidden />
              {t('targets.drop')}
            </Group>
          </Dropzone>
          <Textarea
            aria-label={t('targets.text')}
            placeholder={t('targets.paste')}
            value={text}
            disabled={isBusy}
            onPaste={paste}
            onChange={(event) => take(event.currentTarget.value)}
            rows={12}
            spellCheck={false}
            classNames={{ input: 'bd-list-text' }}
          />
        </>
      )}
      <Group gap="sm" wrap="nowrap">
        <Select
          flex="none"
          size="xs"
          w={130}

          aria-label={t('targets.format')}
          data={listFormats.map((value) => ({ value, label: t(`targets.formats.${value}`) }))}
          value={format}
          allowDeselect={false}
          disabled={isBusy}
          onChange={(value) => value !== null && onFormat(value)}
        />
        <span className="bd-dim">{t(`targets.formatHint.${format}`)}</span>
      </Group>
    </>
  )
}

function SourceCard({
  source: { name, blob, isGzip, head },
  isBusy,
  onClear,
}: {
  source: ListSource
  isBusy: boolean
  onClear: () => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const size = format.bytes(blob.size)
  return (
    <div className="bd-stack-8">
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Group gap={6} wrap="nowrap" miw={0}>
          <IconFile className="bd-fixed" size={16} aria-hidden />
          <strong className="bd-truncate">{name ?? t('targets.pasted')}</strong>
          <span className="bd-dim bd-fixed">{isGzip ? t('targets.packed', { size }) : size}</span>
        </Group>
        <Button flex="none" variant="default" disabled={isBusy} onClick={onClear}>
          {t('targets.another')}
        </Button>
      </Group>
      <pre className="bd-code bd-list-head" aria-label={t('targets.firstLines')}>
        {head.join('\n')}
      </pre>
    </div>
  )
}
