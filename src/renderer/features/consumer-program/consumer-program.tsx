import { useTranslation } from 'react-i18next'
import { ownPage, reachedAt } from '../../backend/reached-at.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { useFleetData } from '../../stores/fleet.ts'
import { pythonProgram } from './python-program.ts'

/** Where a consumer connects to, and a whole one to begin with. */
export function ConsumerProgram() {
  const { t } = useTranslation()
  const url = useFleetData(({ server }) => reachedAt(server, ownPage()).consumerUrl)
  const snippet = pythonProgram(url)
  return (
    <>
      <span className="bd-dim">{t('firstRun.intro')}</span>
      <div className="bd-code bd-code-line">
        <span>{url}</span>
        <CopyButton text={url} />
      </div>
      <span className="bd-dim">{t('firstRun.python')}</span>
      <div className="bd-code-block">
        <pre className="bd-code" tabIndex={0}>
          {snippet}
        </pre>
        <span>
          <CopyButton text={snippet} />
        </span>
      </div>
    </>
  )
}

/** The same at any time later: another consumer is to come. */
export function ConsumerProgramDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog onClose={onClose} title={t('firstRun.another')} size="xl">
      <div className="bd-stack-8">
        <ConsumerProgram />
      </div>
    </Dialog>
  )
}
