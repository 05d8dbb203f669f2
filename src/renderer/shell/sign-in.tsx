import { Button, PasswordInput } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Admission, signIn } from '../backend/admission.ts'
import { useAction } from '../backend/use-command.ts'

/** `[SEC-1]` The monitor wants a token and this page has none that it takes. */
export function SignIn({ admission }: { admission: Admission }) {
  const { t } = useTranslation()
  const [token, setToken] = useState('')
  const [answer, setAnswer] = useState(admission)
  const [isAsking, ask] = useAction()
  const problem = useProblem(answer)
  return (
    <main className="bd-waiting">
      <form
        className="bd-sign-in"
        onSubmit={(event) => {
          event.preventDefault()
          if (token !== '') void ask(async () => setAnswer(await signIn(token.trim())))
        }}
      >
        <h1>
          <IconKey size={18} aria-hidden /> {t('signIn.title')}
        </h1>
        <p>{t('signIn.intro')}</p>
        <PasswordInput
          autoFocus
          label={t('connect.token')}
          value={token}
          autoComplete="current-password"
          spellCheck={false}
          error={problem}
          visibilityToggleButtonProps={{ 'aria-label': t('connect.showToken') }}
          onChange={({ currentTarget: { value } }) => {
            setToken(value)
            setAnswer({ state: 'missing' })
          }}
        />
        <Button type="submit" loading={isAsking} disabled={token.trim() === ''}>
          {t('signIn.submit')}
        </Button>
        <p className="bd-dim">{t('signIn.kept')}</p>
      </form>
    </main>
  )
}

function useProblem(answer: Admission): string | null {
  const { t } = useTranslation()
  switch (answer.state) {
    case 'open':
    case 'missing':
      return null
    case 'throttled':
      return t('signIn.throttled', { seconds: answer.seconds })
    case 'unknown':
      return t('signIn.unknown')
    case 'consumer':
      return t('signIn.consumer')
    case 'unreachable':
      return t('signIn.unreachable')
  }
}
