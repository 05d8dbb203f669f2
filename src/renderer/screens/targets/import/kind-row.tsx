import { Button } from '@mantine/core'
import { IconWand } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { lineWords } from '../../../../console/words/refusal-words.ts'
import { useFormat } from '../../../i18n/format.ts'
import { usePreferences } from '../../../stores/preferences.ts'
import type { DecidedKind, Suspicion } from './import-state.ts'
import type { ListImport } from './list-import.ts'
import { markedText } from './marked-text.ts'
import { SuspiciousRow } from './suspicious-row.tsx'

/** `[LI-6]` Lines that are suspicious for one reason, and what is decided about them. */
export function KindRow({ kind: row, isBusy, list }: { kind: DecidedKind; isBusy: boolean; list: ListImport }) {
  const { t } = useTranslation()
  const format = useFormat()
  const language = usePreferences((preferences) => preferences.language)
  const { kind, count, lines, decision } = row
  const details = lines.map((line) => (
    <>
      <span className="bd-dim">{t('suspicious.line', { lines: format.number(line.line) })}</span>{' '}
      <Example line={line} words={lineWords({ ...line, text: '' }, language)} />
    </>
  ))
  const [first] = lines
  return (
    <SuspiciousRow
      tone={decision === 'open' || (decision === 'noted' && row.repair !== null) ? 'open' : 'done'}
      count={count}
      title={t(`suspicious.kind.${kind}`)}
      lines={lines.map(({ line }) => line)}
      example={first && <Example line={first} words={lineWords({ ...first, text: '' }, language)} />}
      details={details}
      actions={<KindActions row={row} isBusy={isBusy} list={list} />}
    />
  )
}

/** What stands there, what is wrong with it, and what a repair makes of it. */
function Example({ line: { text, repaired }, words }: { line: Suspicion; words: string }) {
  return (
    <>
      <span className="bd-mono">
        {markedText(text).map((part, i) => (part.isMarked ? <mark key={i}>{part.text}</mark> : part.text))}
      </span>{' '}
      {words}
      {repaired !== null && <span className="bd-mono"> → {repaired.replaceAll('\n', ', ')}</span>}
    </>
  )
}

function KindActions({
  row: { kind, decision, repair },
  isBusy,
  list,
}: {
  row: DecidedKind
  isBusy: boolean
  list: ListImport
}) {
  const { t } = useTranslation()
  const mend = repair !== null && (
    <Button
      variant="default"
      leftSection={<IconWand size={14} />}
      disabled={isBusy}
      onClick={() => void list.repair([repair])}
    >
      {t(`suspicious.repair.${repair}`)}
    </Button>
  )
  if (decision === 'noted') return mend || <span className="bd-dim">{t('suspicious.decided.noted')}</span>
  if (decision === 'open') {
    return (
      <>
        {mend}
        <Button variant="subtle" color="gray" disabled={isBusy} onClick={() => void list.leaveOut(kind, true)}>
          {t('suspicious.leaveOut')}
        </Button>
        <Button variant="subtle" color="gray" disabled={isBusy} onClick={() => list.take([kind], true)}>
          {t('suspicious.take')}
        </Button>
      </>
    )
  }
  const undo = () => {
    if (decision === 'taken') list.take([kind], false)
    else if (decision === 'left_out') void list.leaveOut(kind, false)
    else if (repair !== null) void list.undoRepair(repair)
  }
  return (
    <>
      <span className="bd-dim">{t(`suspicious.decided.${decision}`)}</span>
      <Button variant="subtle" color="gray" disabled={isBusy} onClick={undo}>
        {t('common.undo')}
      </Button>
    </>
  )
}
