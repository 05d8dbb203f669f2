import { Button, Popover } from '@mantine/core'
import { IconDropletOff } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { setParams } from '../../stores/route.ts'
import { ActionPanel } from '../../features/consumer-actions/action-panel.tsx'

/** `[LV-5]` Does what was tried out: drains these consumers, once that was confirmed. */
export function DrainButton({ consumers }: { consumers: readonly string[] }) {
  const { t } = useTranslation()
  const [isAsking, setAsking] = useState(false)
  const consumer = consumers.join(', ')
  return (
    <Popover opened={isAsking} onChange={setAsking} width={360} position="bottom-end" withArrow trapFocus>
      <Popover.Target>
        <Button
          flex="none"
          variant="default"
          leftSection={<IconDropletOff size={14} />}
          onClick={() => setAsking(!isAsking)}
        >
          {t('slots.whatIf.drain', { count: consumers.length, consumer })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <ActionPanel
          action="drain"
          ids={consumers}
          onClose={() => setAsking(false)}
          onDone={() => setParams({ mode: '', without: '', more: '', rebalance: '' })}
        />
      </Popover.Dropdown>
    </Popover>
  )
}
