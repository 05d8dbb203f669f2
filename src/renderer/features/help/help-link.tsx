import { Tooltip } from '@mantine/core'
import { IconHelp } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { closeDialog } from '../../stores/dialog.ts'
import { useLink } from '../../stores/scope.ts'

interface HelpLinkProps {
  /** The ID of a page of the documentation. */
  readonly page: string
  /** The anchor of a heading; empty for its beginning. */
  readonly at?: string
  /** What it is about, where that is not what stands beside it. */
  readonly about?: string
  readonly onLeave?: () => void
}

/** What the documentation says of what stands beside it. */
export function HelpLink({ page, at = '', about, onLeave }: HelpLinkProps) {
  const { t } = useTranslation()
  const link = useLink()
  const label = about === undefined ? t('help.learnMore') : t('help.about', { about })
  function leave(): void {
    // What it stands in would stay above the page that it leads to.
    closeDialog()
    onLeave?.()
  }
  return (
    <Tooltip label={label}>
      <a className="bd-help-link" href={link('help', { page, at })} aria-label={label} onClick={leave}>
        <IconHelp size={15} aria-hidden />
      </a>
    </Tooltip>
  )
}
