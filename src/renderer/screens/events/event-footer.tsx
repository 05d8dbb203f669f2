import { Button, Kbd } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/format.ts'
import { setParams } from '../../stores/route.ts'

interface EventFooterProps {
  readonly rows: number
  readonly events: number
  readonly isGrouped: boolean
}

/** `[UI-10]` How many of them are in the list so far, for the histogram counts all there are; and the keys that go through them. */
export function EventFooter({ rows, events, isGrouped }: EventFooterProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const isMade = rows < events
  return (
    <footer className="bd-event-foot">
      <span className="bd-dim">
        {isMade
          ? `${t('events.rows', { rows: format.number(rows), events: format.number(events) })}${t('eventText.comma')}${t('events.grouped')}`
          : t('events.loaded', { count: events, events: format.number(events) })}
      </span>
      {(isMade || !isGrouped) && (
        <Button variant="subtle" color="gray" onClick={() => setParams({ group: isGrouped ? 'off' : '', open: '' })}>
          {t(isGrouped ? 'events.ungroup' : 'events.group')}
        </Button>
      )}
      <span className="bd-spacer" />
      <span className="bd-event-keys bd-dim" aria-hidden>
        <span>
          <Kbd size="xs">/</Kbd> {t('events.keySearch')}
        </span>
        <span>
          <Kbd size="xs">j</Kbd> <Kbd size="xs">k</Kbd> {t('events.keyRow')}
        </span>
        <span>
          <Kbd size="xs">{t('events.space')}</Kbd> {t('events.keyUnfold')}
        </span>
      </span>
    </footer>
  )
}
