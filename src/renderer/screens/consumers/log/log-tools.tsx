import { ActionIcon, CloseButton, Select, TextInput, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy, IconDownload, IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { MAX_SEARCH_LENGTH } from '../../../../contract/events.ts'
import { logLevels } from '../../../../contract/resources/log.ts'
import { download } from '../../../components/download.ts'
import { useCopy } from '../../../components/use-copy.ts'
import { setParams } from '../../../stores/route.ts'
import type { LogEntry } from './log-tail.ts'
import { levelOf, logText } from './log-view.ts'

interface LogToolsProps {
  readonly consumerId: string
  /** As it stands in the address. */
  readonly find: string
  readonly level: string
  /** What the filters choose. */
  readonly shown: readonly LogEntry[]
  readonly isFollowing: boolean
  readonly onFollow: (isFollowing: boolean) => void
}

/** What of the log is shown, kept in the address (UI-3, UI-8), and what is taken from it. */
export function LogTools({ consumerId, find, level, shown, isFollowing, onFollow }: LogToolsProps) {
  const { t } = useTranslation()
  const { copied, copy } = useCopy()
  const followLabel = t(isFollowing ? 'log.hold' : 'log.follow')
  const copyLabel = copied ? t('common.copied') : t('log.copy')
  return (
    <div className="bd-log-tools">
      <TextInput
        className="bd-log-search"
        aria-label={t('log.search')}
        placeholder={t('log.search')}
        maxLength={MAX_SEARCH_LENGTH}
        leftSection={<IconSearch size={14} />}
        rightSection={
          find !== '' && (
            <CloseButton size="xs" aria-label={t('common.clearFilter')} onClick={() => setParams({ find: '' })} />
          )
        }
        value={find}
        onChange={(event) => setParams({ find: event.currentTarget.value })}
      />
      <Select
        className="bd-log-least"
        size="xs"
        aria-label={t('log.levels')}
        allowDeselect={false}
        data={logLevels.map((name) => ({ value: name, label: t(`log.from.${name}`) }))}
        value={levelOf(level)}
        onChange={(value) => setParams({ level: value === null || value === 'debug' ? '' : value })}
      />
      <Tooltip label={followLabel}>
        <ActionIcon variant="default" aria-label={followLabel} onClick={() => onFollow(!isFollowing)}>
          {isFollowing ? <IconPlayerPause size={14} /> : <IconPlayerPlay size={14} />}
        </ActionIcon>
      </Tooltip>
      <Tooltip label={copyLabel}>
        <ActionIcon
          variant="default"
          aria-label={copyLabel}
          disabled={shown.length === 0}
          onClick={() => copy(logText(shown))}
        >
          {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('log.download')}>
        <ActionIcon
          variant="default"
          aria-label={t('log.download')}
          disabled={shown.length === 0}
          onClick={() => download(`${consumerId.replaceAll(':', '_')}.log`, logText(shown))}
        >
          <IconDownload size={14} />
        </ActionIcon>
      </Tooltip>
    </div>
  )
}
