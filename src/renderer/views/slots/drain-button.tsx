import { Button, Group, Popover } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDropletOff } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAction, useBackend } from '../../backend/context.tsx'
import { setParams } from '../../stores/route.ts'

/** `[LV-5]` Does what was tried out: drains these consumers, once that was confirmed. */
export function DrainButton({ consumers }: { consumers: readonly string[] }) {
  const { t } = useTranslation()
  const backend = useBackend()
  const [isRunning, run] = useAction()
  const [isAsking, setAsking] = useState(false)
  const consumer = consumers.join(', ')
  const drain = () =>
    run(async () => {
      for (const consumer_id of consumers) await backend.call('consumer.drain', { consumer_id })
      notifications.show({ message: t('consumers.isDrained', { consumer }) })
      setAsking(false)
      setParams({ mode: '', without: '', more: '', rebalance: '' })
    })
  return (
    <Popover opened={isAsking} onChange={setAsking} width={320} position="top" withArrow trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconDropletOff size={14} />} onClick={() => setAsking(!isAsking)}>
          {t('slots.whatIf.drain', { count: consumers.length, consumer })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div style={{ maxHeight: 200, overflow: 'auto' }}>{t('consumers.drainAsk', { consumer })}</div>
        <Group mt="xs" gap="xs">
          <Button data-autofocus loading={isRunning} onClick={() => void drain()}>
            {t('consumers.drain')}
          </Button>
          <Button variant="default" onClick={() => setAsking(false)}>
            {t('common.cancel')}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  )
}
