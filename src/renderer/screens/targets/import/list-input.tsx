import { Button, Group, Textarea } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { IconFile, IconFileUpload } from '@tabler/icons-react'
import { type ClipboardEvent, type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listFileNames } from '../../../../contract/list-format.ts'
import { useFormat } from '../../../i18n/format.ts'
import type { ListSource } from './list-source.ts'

/** A text field gets slow with more: what is longer is sent at once, as a file is. In UTF-16 code units. */
const MAX_TEXT_LENGTH = 100_000

interface ListInputProps {
  /** What was given before and is not with the monitor any more; null where nothing was. */
  readonly source: ListSource | null
  /** Reads it: nothing changes by that. */
  readonly onRead: (source: ListSource) => void
  readonly onClear: () => void
  /** Whether somebody has asked for it, and may begin to type. */
  readonly isWaitedFor: boolean
}

/** Where a list comes from: a file of any kind, or what is written or pasted. */
export function ListInput({ source, onRead, onClear, isWaitedFor }: ListInputProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [text, setText] = useState('')
  const read = (content: string) => onRead({ name: null, blob: new Blob([content]) })
  const take = (next: string) => {
    if (next.length > MAX_TEXT_LENGTH) read(next)
    else setText(next)
  }
  const paste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData('text/plain')
    if (pasted.length <= MAX_TEXT_LENGTH) return
    // It never comes into the field: to lay out a million lines takes minutes.
    event.preventDefault()
    read(pasted)
  }
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || text.trim() === '') return
    event.preventDefault()
    read(text)
  }
  if (source && text === '') {
    return (
      <Group justify="space-between" gap="sm">
        <Group gap={6} wrap="nowrap" miw={0}>
          <IconFile className="bd-fixed" size={16} aria-hidden />
          <strong className="bd-truncate">{source.name ?? t('listImport.pasted')}</strong>
          <span className="bd-dim bd-fixed">{format.bytes(source.blob.size)}</span>
        </Group>
        <Group gap={8} wrap="nowrap">
          <Button variant="default" onClick={onClear}>
            {t('listImport.another')}
          </Button>
          <Button autoFocus onClick={() => onRead(source)}>
            {t('listImport.read')}
          </Button>
        </Group>
      </Group>
    )
  }
  const lines = text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
  return (
    <>
      <Dropzone
        onDrop={([file]) => file && onRead({ name: file.name, blob: file })}
        inputProps={{ accept: listFileNames.join(','), 'aria-label': t('listImport.drop') }}
        multiple={false}
        className="bd-drop"
      >
        <div className="bd-drop-text">
          <IconFileUpload size={20} aria-hidden />
          <span>{t('listImport.drop')}</span>
          <span className="bd-dim">{t('listImport.dropHint')}</span>
        </div>
      </Dropzone>
      <Textarea
        aria-label={t('listImport.text')}
        placeholder={t('listImport.paste')}
        value={text}
        autoFocus={isWaitedFor}
        onPaste={paste}
        onKeyDown={press}
        onChange={(event) => take(event.currentTarget.value)}
        rows={12}
        spellCheck={false}
        classNames={{ input: 'bd-list-text' }}
      />
      <Group gap="sm">
        <Button disabled={text.trim() === ''} onClick={() => read(text)}>
          {t('listImport.read')}
        </Button>
        {lines > 0 && <span className="bd-dim">{t('listImport.lines', { count: format.number(lines) as never })}</span>}
        <span className="bd-dim">{t('listImport.safe')}</span>
      </Group>
    </>
  )
}
