import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { TokenResource, TokenWithSecret } from '../../../contract/resources/token.ts'
import { useCommand } from '../../backend/use-command.ts'
import { ConfirmButtons } from '../../components/confirm-buttons.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { showToast } from '../../components/toast.tsx'
import { useFormat } from '../../i18n/format.ts'

interface EndTokenProps {
  readonly token: TokenResource
  readonly how: 'rotate' | 'revoke'
  readonly onClose: () => void
  readonly onRotated: (made: TokenWithSecret) => void
  readonly onRevoked: () => void
}

/** `[UI-5]` The secret in use is no longer good after this: says how many connections that ends. */
export function EndTokenDialog({ token: { name, sockets }, how, onClose, onRotated, onRevoked }: EndTokenProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [isRotating, rotate] = useCommand('tokens.rotate')
  const [isRevoking, revoke] = useCommand('tokens.revoke')

  function end(): void {
    if (how === 'rotate') {
      rotate({ name }, (made) => {
        onClose()
        onRotated(made)
      })
    } else {
      revoke({ name }, () => {
        onClose()
        onRevoked()
        showToast((say) => say('access.revoked', { name }))
      })
    }
  }

  return (
    <Dialog onClose={onClose} title={t(`access.${how}Title`, { name })} size="md">
      <div className="bd-stack-12">
        <Text size="md">
          {t(`access.${how}Ask`)} {t('access.cuts', { sockets: format.number(sockets) })}
        </Text>
        <ConfirmButtons
          label={t(`access.${how}Now`)}
          isRunning={isRotating || isRevoking}
          onCancel={onClose}
          onConfirm={end}
        />
      </div>
    </Dialog>
  )
}
