import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type ZoomLevel, zoomLevels } from '../../../contract/desktop-native.ts'
import { useAction } from '../../backend/use-command.ts'
import { Choice } from '../../components/choice.tsx'
import { useFormat } from '../../i18n/format.ts'
import { callDesktop } from '../../stores/desktop.ts'

/** `[DT-23]` How large the page is shown. */
export function DesktopZoom({ zoom }: { readonly zoom: ZoomLevel }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [, run] = useAction()
  const choose = (value: string | null) => {
    const percent = zoomLevels.find((level) => String(level) === value)
    if (percent !== undefined) void run(() => callDesktop('zoom', { percent }))
  }
  return (
    <Choice label={t('native.zoom')} hint={t('native.zoomHint')}>
      {(labelled) => (
        <Select
          {...labelled}
          size="xs"
          w={120}
          mt={2}
          allowDeselect={false}
          value={String(zoom)}
          onChange={choose}
          data={zoomLevels.map((level) => ({ value: String(level), label: format.percent(level / 100) }))}
        />
      )}
    </Choice>
  )
}
