import { ActionIcon, Tooltip } from '@mantine/core'
import { IconGridDots, IconServer2, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { SlotMap } from '../../../contract/slot-history.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { loadScale } from '../../components/load-colors.ts'
import { SlotGrid } from '../../components/slot-map.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { setParams } from '../../stores/route.ts'
import { useLink } from '../../stores/scope.ts'
import { loadsOf, type Owner } from './loads.ts'
import { OwnerName } from './owner-name.tsx'
import type { Spotlight } from './spotlight.ts'

interface MapPanelProps {
  readonly label: string
  readonly map: SlotMap
  /** What it is compared with. */
  readonly before?: SlotMap | null
  readonly light: Spotlight
  /** It is not what is asked for, which is on its way. */
  readonly isPending?: boolean
  /** What can be done with an owner. */
  readonly renderAction?: ((owner: Owner) => ReactNode) | undefined
}

/** The map, and below it in words what is pointed at or chosen. */
export function MapPanel({ label, map, before, light, isPending = false, renderAction }: MapPanelProps) {
  const { spot, chosen, lit, point, choose } = light
  return (
    <section className="bd-panel bd-slots-map" aria-label={label} aria-busy={isPending}>
      <div className="bd-slots-square">
        <SlotGrid
          label={label}
          owners={map.owners}
          targets={map.targets}
          before={before?.owners ?? null}
          lit={lit}
          ringed={spot && 'slot' in spot ? spot.slot : null}
          chosen={chosen && 'slot' in chosen ? chosen.slot : null}
          onPoint={(slot) => point(slot === null ? null : { slot })}
          onChoose={(slot) => choose({ slot })}
        />
      </div>
      <Readout map={map} before={before ?? null} light={light} renderAction={renderAction} />
    </section>
  )
}

function Readout({
  map,
  before,
  light,
  renderAction,
}: Required<Pick<MapPanelProps, 'map' | 'light' | 'renderAction'>> & { before: SlotMap | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { spot, chosen } = light
  if (!spot) {
    return (
      <footer className="bd-slots-readout bd-dim">
        <span className="bd-truncate">{t('slots.pointAt')}</span>
        <span className="bd-spacer" />
        <LoadLegend map={map} />
      </footer>
    )
  }
  const slot = 'slot' in spot ? spot.slot : null
  const owner = 'slot' in spot ? (map.owners[spot.slot] ?? null) : spot.owner
  const from = slot === null || !before ? owner : (before.owners[slot] ?? null)
  const load = loadsOf(map).find((each) => each.owner === owner) ?? { slots: 0, targets: 0 }
  return (
    <footer className="bd-slots-readout">
      {slot !== null && <strong>{t('slots.slot', { slot })}</strong>}
      {from !== owner && (
        <>
          <OwnerName owner={from} /> →
        </>
      )}
      <OwnerName owner={owner} />
      <span className="bd-dim bd-truncate">
        {slot !== null &&
          `${t('slots.targetsIn', { count: map.targets[slot] ?? 0, targets: format.number(map.targets[slot] ?? 0) })} · `}
        {t('slots.ownsAll', { slots: load.slots, targets: format.number(load.targets) })}
      </span>
      <span className="bd-spacer" />
      {renderAction?.(owner)}
      {owner !== null && <Links owner={owner} />}
      {chosen && (
        <Tooltip label={t('slots.unchoose')}>
          <ActionIcon size="sm" aria-label={t('slots.unchoose')} onClick={() => setParams({ slot: '', owner: '' })}>
            <IconX size={14} />
          </ActionIcon>
        </Tooltip>
      )}
    </footer>
  )
}

function Links({ owner }: { owner: string }) {
  const { t } = useTranslation()
  const isKnown = useFleetData(({ consumers }) => consumers.has(owner))
  const link = useLink()
  const links = [
    [t('slots.showConsumer'), link('consumers', { open: owner }), IconServer2],
    [t('slots.showBatches'), link('batches', { consumer: owner }), IconGridDots],
  ] as const
  return (
    <>
      {isKnown &&
        links.map(([label, href, Icon]) => (
          <Tooltip key={href} label={label}>
            <ActionIcon component="a" href={href} size="sm" aria-label={label}>
              <Icon size={14} />
            </ActionIcon>
          </Tooltip>
        ))}
      <CopyButton text={owner} />
    </>
  )
}

/** What the colours of a map of many owners mean. */
function LoadLegend({ map }: { map: SlotMap }) {
  const { t } = useTranslation()
  const format = useFormat()
  const scale = loadScale(map.owners, map.targets)
  if (!scale) return null
  const [least, most] = [format.number(scale.least), format.number(scale.most)]
  return (
    <span className="bd-load-legend" role="img" aria-label={t('slots.loadLegend', { least, most })}>
      {least}
      <span aria-hidden />
      {t('slots.targetsIn', { count: scale.most, targets: most })}
    </span>
  )
}

/** Few enough owners for a colour each. */
export function isColoredByOwner({ owners, targets }: SlotMap): boolean {
  return loadScale(owners, targets) === null
}
