import { Button, Group, NumberInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LifeState, OwnPort } from '../../../contract/desktop-life.ts'
import { useAction } from '../../backend/use-command.ts'
import { Choice } from '../../components/choice.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { copyDiagnostics } from '../../features/desktop/life-actions.ts'
import { callDesktop } from '../../stores/desktop.ts'

const LAST_PORT = 65_535

/** `[DT-13]` `[DT-15]` `[DT-16]` Where the app's own monitor listens, and what helps when something is wrong. */
export function DesktopLife({ life }: { life: LifeState }) {
  const { t } = useTranslation()
  const [isCopying, copy] = useAction()
  const [, run] = useAction()
  const { last_report: report } = life
  return (
    <>
      {life.port && <PortChoice port={life.port} isSafe={life.is_safe} />}
      <Choice label={t('life.diagnostics')} hint={t('life.diagnosticsHint')}>
        {(labelled) => (
          <Group gap="sm" mt={2} role="group" {...labelled}>
            <Button variant="default" loading={isCopying} onClick={() => void copy(copyDiagnostics)}>
              {t('life.copy')}
            </Button>
            <Button variant="default" onClick={() => void run(() => callDesktop('logs.open', {}))}>
              {t('life.openLogs')}
            </Button>
            {report && (
              <>
                <Button variant="default" onClick={() => void run(() => callDesktop('report.open', {}))}>
                  {t('life.openReport')}
                </Button>
                <span className="bd-dim">
                  <RelativeTime at={report.at} />
                </span>
              </>
            )}
          </Group>
        )}
      </Choice>
      <Choice label={t('life.safe')} hint={t('life.safeHint')}>
        {(labelled) => (
          <Group mt={2} role="group" {...labelled}>
            <Button
              variant="default"
              onClick={() => void run(() => callDesktop('app.restart', { is_safe: !life.is_safe }))}
            >
              {t(life.is_safe ? 'life.restartNormally' : 'life.restartSafe')}
            </Button>
          </Group>
        )}
      </Choice>
    </>
  )
}

function PortChoice({ port, isSafe }: { port: OwnPort; isSafe: boolean }) {
  const { t } = useTranslation()
  const { listening, chosen, usual, variable } = port
  const next = chosen ?? usual
  const [given, setGiven] = useState<number | string>(next)
  const [isSaving, run] = useAction()
  const isPort = typeof given === 'number' && Number.isInteger(given) && given >= 1 && given <= LAST_PORT
  const choose = (wanted: number | null) => {
    setGiven(wanted ?? usual)
    void run(() => callDesktop('port.choose', { port: wanted }))
  }
  if (variable !== null) {
    return (
      <Choice label={t('life.port')} hint={t('life.portGiven', { port: listening as never, variable })}>
        {() => null}
      </Choice>
    )
  }
  return (
    <Choice label={t('life.port')} hint={t('life.portHint', { port: listening as never })}>
      {(labelled) => (
        <div className="bd-stack-6">
          <Group gap="sm" mt={2}>
            <NumberInput
              {...labelled}
              size="xs"
              w={100}
              min={1}
              max={LAST_PORT}
              allowDecimal={false}
              allowNegative={false}
              value={given}
              onChange={setGiven}
            />
            <Button
              variant="default"
              loading={isSaving}
              disabled={!isPort || given === next}
              onClick={() => choose(Number(given) === usual ? null : Number(given))}
            >
              {t('life.portSave')}
            </Button>
            {chosen !== null && (
              <Button variant="default" onClick={() => choose(null)}>
                {t('life.portUsual', { port: usual as never })}
              </Button>
            )}
          </Group>
          {next !== listening && (
            <Group gap="sm" role="status">
              <span>{t('life.portNext', { port: next as never, before: listening as never })}</span>
              <Button variant="default" onClick={() => void run(() => callDesktop('app.restart', { is_safe: isSafe }))}>
                {t('life.restart')}
              </Button>
            </Group>
          )}
        </div>
      )}
    </Choice>
  )
}
