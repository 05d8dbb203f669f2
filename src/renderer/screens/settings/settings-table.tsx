import { SegmentedControl } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SettingResource } from '../../../contract/resources/setting.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { DataTable, type OpenRow } from '../../components/data-table.tsx'
import type { Column } from '../../components/table-row.tsx'
import { Facts } from '../../components/facts.tsx'
import { PanelHead } from '../../components/panel-head.tsx'
import { SidePanel } from '../../components/side-panel.tsx'
import { FilterInput, NothingMatches } from '../../components/filter-input.tsx'
import { zhMeanings } from '../../i18n/setting-meanings.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { openRow, setParams, useParam } from '../../stores/route.ts'
import { isChanged, matches, waysToGive, written } from './setting-rows.ts'

/** Every setting in force, where it was given, and how to change it. */
export function SettingsTable({ settings }: { settings: readonly SettingResource[] }) {
  const { t } = useTranslation()
  const query = useParam('q')
  const only = useParam('only')
  const open = useParam('open')
  const meaningOf = useMeaning()
  const shown = useMemo(
    () => settings.filter((setting) => matches(setting, meaningOf(setting), query, only === 'changed')),
    [settings, meaningOf, query, only],
  )
  const opened = settings.find(({ name }) => name === open)
  return (
    <>
      <div className="bd-screen-head">
        <span className="bd-label">{t('settings.inForce')}</span>
        <SegmentedControl
          aria-label={t('settings.inForce')}
          value={only || 'all'}
          onChange={(value) => setParams({ only: value === 'all' ? '' : value })}
          data={[
            { value: 'all', label: t('common.all') },
            { value: 'changed', label: t('settings.changed') },
          ]}
        />
        <FilterInput shown={shown.length} total={settings.length} />
      </div>
      <DataTable
        label={t('settings.inForce')}
        rows={shown}
        columns={useColumns(meaningOf)}
        rowId={({ name }) => name}
        openId={open}
        onOpen={({ name }) => openRow(name)}
        onClose={() => setParams({ open: '' })}
        renderPanel={(list) =>
          opened ? <SettingPanel setting={opened} meaning={meaningOf(opened)} list={list} /> : null
        }
        exportName="settings"
        empty={<NothingMatches filters={['q', 'only']} />}
      />
    </>
  )
}

/** In the operator's language, where that is known. */
function useMeaning(): (setting: SettingResource) => string {
  const language = usePreferences((preferences) => preferences.language)
  return useMemo(
    () =>
      ({ name, meaning }) =>
        (language === 'zh' ? zhMeanings[name] : undefined) ?? meaning,
    [language],
  )
}

function useColumns(meaningOf: (setting: SettingResource) => string): readonly Column<SettingResource>[] {
  const { t } = useTranslation()
  return useMemo(() => {
    const valueOf = (setting: SettingResource) =>
      written(setting, setting.value) ?? (setting.is_set ? t('settings.hidden') : t('settings.notSet'))
    return [
      {
        id: 'name',
        header: t('settings.setting'),
        width: 'minmax(290px, 1fr)',
        value: ({ name }) => name,
        cell: ({ name }) => <span className="bd-mono">{name}</span>,
      },
      {
        id: 'value',
        header: t('settings.value'),
        width: 'minmax(120px, 1fr)',
        value: valueOf,
        cell: (setting) => <Value setting={setting} text={valueOf(setting)} />,
      },
      {
        id: 'default',
        header: t('settings.default'),
        width: '96px',
        value: (setting) => written(setting, setting.default),
        cell: (setting) => <span className="bd-dim">{written(setting, setting.default) ?? t('common.none')}</span>,
      },
      {
        id: 'source',
        header: t('settings.source'),
        width: 'minmax(110px, 1fr)',
        value: (setting) => sourceText(setting, t(`settings.sourceKind.${setting.source.kind}`)),
        cell: (setting) => {
          const text = sourceText(setting, t(`settings.sourceKind.${setting.source.kind}`))
          return (
            <span className={setting.source.kind === 'default' ? 'bd-dim' : undefined} title={text}>
              {text}
            </span>
          )
        },
      },
      {
        id: 'meaning',
        header: t('settings.meaning'),
        width: 'minmax(200px, 2fr)',
        value: meaningOf,
        cell: (setting) => <span title={meaningOf(setting)}>{meaningOf(setting)}</span>,
      },
    ]
  }, [t, meaningOf])
}

function sourceText({ source: { place } }: SettingResource, kind: string): string {
  return place === null ? kind : `${kind} · ${place}`
}

/** What somebody changed stands out, and not by weight alone. */
function Value({ setting, text }: { setting: SettingResource; text: string }) {
  const { t } = useTranslation()
  if (!isChanged(setting)) return <span className={setting.is_set ? undefined : 'bd-dim'}>{text}</span>
  return (
    <span className="bd-status bd-changed" title={`${text} – ${t('settings.isChanged')}`}>
      <IconPencil size={13} color="var(--bd-accent)" role="img" aria-label={t('settings.isChanged')} />
      <span className="bd-truncate">{text}</span>
    </span>
  )
}

function SettingPanel({ setting, meaning, list }: { setting: SettingResource; meaning: string; list: OpenRow }) {
  const { t } = useTranslation()
  const { flag, variable, yaml } = waysToGive(setting)
  const ways = [
    [t('settings.asFlag'), flag],
    [t('settings.asVariable'), variable],
    [t('settings.asYaml'), yaml],
  ] as const
  return (
    <SidePanel
      label={setting.name}
      onClose={list.onClose}
      onStep={list.place && list.onStep}
      header={<PanelHead label={t('settings.setting')} {...list} />}
    >
      <h2 className="bd-mono bd-wrap">{setting.name}</h2>
      <span>{meaning}</span>
      <Facts
        facts={[
          [
            t('settings.value'),
            written(setting, setting.value) ?? (setting.is_set ? t('settings.hidden') : t('settings.notSet')),
          ],
          [t('settings.default'), written(setting, setting.default) ?? t('settings.notSet')],
          [t('settings.allowed'), setting.allowed ?? t('settings.anyText')],
          [t('settings.source'), sourceText(setting, t(`settings.sourceKind.${setting.source.kind}`))],
        ]}
      />
      <span className="bd-dim">{t('settings.howTo')}</span>
      {ways.map(([label, text]) => (
        <div key={label}>
          <span className="bd-label">{label}</span>
          <div className="bd-code bd-code-line">
            <span>{text}</span>
            <CopyButton text={text} />
          </div>
        </div>
      ))}
    </SidePanel>
  )
}
