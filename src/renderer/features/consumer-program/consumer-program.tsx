import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ownPage, reachedAt } from '../../backend/reached-at.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { useFleetData } from '../../stores/fleet.ts'
import { HelpLink } from '../help/help-link.tsx'
import { pythonProgram } from './python-program.ts'
import { pythonWorker } from './python-worker.ts'

const kinds = ['program', 'package'] as const

/** Where a consumer connects to, and a whole one to begin with. */
export function ConsumerProgram() {
  const { t } = useTranslation()
  const url = useFleetData(({ server }) => reachedAt(server, ownPage()).consumerUrl)
  const [kind, setKind] = useState<(typeof kinds)[number]>('program')
  const snippet = kind === 'program' ? pythonProgram(url) : pythonWorker(url)
  return (
    <>
      <span className="bd-dim">
        {t('firstRun.intro')} <HelpLink page="clients" about={t('screen.consumers')} />
      </span>
      <div className="bd-code bd-code-line">
        <span>{url}</span>
        <CopyButton text={url} />
      </div>
      <SegmentedControl
        className="bd-fixed"
        aria-label={t('firstRun.kindLabel')}
        value={kind}
        onChange={setKind}
        data={kinds.map((value) => ({ value, label: t(`firstRun.kind.${value}`) }))}
      />
      <span className="bd-dim">
        {t(`firstRun.needs.${kind}`)}
        {kind === 'package' && <HelpLink page="python" about={t('firstRun.kind.package')} />}
      </span>
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
