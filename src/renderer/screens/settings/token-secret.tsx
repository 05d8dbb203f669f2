import { Alert, Button, Group, Text, TextInput } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TokenWithSecret } from '../../../contract/resources/token.ts'
import { copyText } from '../../components/copy-text.ts'
import { Dialog } from '../../components/dialog.tsx'

/** `[SEC-4]` The one place where a secret is shown. Who closes it without having copied it is asked first. */
export function SecretDialog({ made, onClose }: { made: TokenWithSecret; onClose: () => void }) {
  const { t } = useTranslation()
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null)
  const copied = outcome === 'copied'
  const [isAsking, setAsking] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const { token, secret } = made

  async function copySecret(): Promise<void> {
    setOutcome((await copyText(secret)) ? 'copied' : 'refused')
    // Where a page may not write to the clipboard, it is one key away.
    field.current?.select()
  }

  return (
    <Dialog
      size="lg"
      title={t('access.secretTitle', { name: token.name })}
      closeOnClickOutside={false}
      onClose={() => (copied ? onClose() : setAsking(true))}
    >
      <div className="bd-stack-12">
        <Text size="md">{t('access.secretHint')}</Text>
        <TextInput
          ref={field}
          readOnly
          aria-label={t('access.secret')}
          value={secret}
          classNames={{ input: 'bd-mono' }}
          onFocus={(event) => event.currentTarget.select()}
        />
        {outcome === 'refused' && <Alert color="yellow">{t('access.noClipboard')}</Alert>}
        {isAsking && <Alert color="yellow">{t('access.secretAsk')}</Alert>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={() => (copied || isAsking ? onClose() : setAsking(true))}>
            {t(isAsking && !copied ? 'access.secretKept' : 'common.close')}
          </Button>
          <Button
            data-autofocus
            leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
            onClick={() => void copySecret()}
          >
            {t(copied ? 'common.copied' : 'access.copySecret')}
          </Button>
        </Group>
      </div>
    </Dialog>
  )
}
