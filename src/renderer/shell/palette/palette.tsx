import { Kbd, VisuallyHidden } from '@mantine/core'
import { Spotlight, useSpotlight } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import i18next from 'i18next'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FoundTarget } from '../../../contract/resources/target.ts'
import { useCommand } from '../../backend/use-command.ts'
import { PausedNote } from '../../components/paused-note.tsx'
import { useCauseText } from '../../i18n/cause.ts'
import { useManualPages } from '../../features/help/manual.ts'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { useFleet, useFleetData, usePaused } from '../../stores/fleet.ts'
import { closePalette, giveFocusBack, paletteStore, rememberChoice, useRecentChoices } from '../../stores/palette.ts'
import { goTo, useTask } from '../../stores/scope.ts'
import { KeyCaps } from '../key-caps.tsx'
import type { Entry } from './entry.ts'
import { entryAgain, foundEntries } from './found-entries.ts'
import { idsIn, remembering, type Scene } from './scene.ts'
import { type Group, search } from './search.ts'
import { standingEntries } from './standing-entries.ts'
import { useFoundTargets } from './use-found-targets.ts'

const MAX_HEIGHT_PX = 460
/** How many of a group are shown; the last choices are fewer. */
const MAX_PER_GROUP = 8
const MAX_RECENT = 5
const LIST_ID = 'palette-entries'

/** `[UI-6]` Every screen, task, consumer, batch, epoch, slot and action, by its name. */
export function Palette() {
  const { t } = useTranslation()
  const { query } = useSpotlight(paletteStore)
  return (
    <Spotlight.Root
      store={paletteStore}
      query={query}
      shortcut={null}
      scrollable
      centered={false}
      size={720}
      maxHeight={MAX_HEIGHT_PX}
      returnFocus={false}
      closeOnActionTrigger={false}
      onSpotlightClose={giveFocusBack}
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      // It is there for the next key already.
      transitionProps={{ duration: 0 }}
      classNames={{ content: 'bd-palette', action: 'bd-palette-entry', actionsGroup: 'bd-palette-group' }}
      attributes={{ content: { 'aria-label': t('palette.title') } }}
    >
      <Content
        query={query}
        onChoose={(entry) => {
          giveFocusBack()
          closePalette()
          rememberChoice(entry.id)
          entry.run()
        }}
      />
    </Spotlight.Root>
  )
}

/** There while it is open: what it offers is of the moment it was opened, so that nothing moves while one types (UI-1). */
function Content({ query, onChoose }: { query: string; onChoose: (entry: Entry) => void }) {
  const { t } = useTranslation()
  const scene = useScene()
  const { selected } = useSpotlight(paletteStore)
  const targets = useFoundTargets(query, scene.isLive)
  const groups = useGroups(scene, query, targets)
  const entries = groups.flatMap((group) => group.entries)
  const count = groups.reduce((sum, { total }) => sum + total, 0)
  const idOf = (index: number) => `${LIST_ID}-${index}`
  return (
    <>
      <Spotlight.Search
        size="md"
        autoFocus
        role="combobox"
        // Esc closes this alone, and not what is open behind it.
        data-mantine-stop-propagation="true"
        onKeyDown={({ key, nativeEvent }) => key === 'Escape' && !nativeEvent.isComposing && closePalette()}
        aria-label={t('palette.title')}
        aria-expanded
        aria-controls={LIST_ID}
        aria-autocomplete="list"
        aria-activedescendant={entries[selected] ? idOf(selected) : undefined}
        placeholder={t('palette.placeholder')}
        leftSection={<IconSearch size={16} />}
        autoComplete="off"
        spellCheck={false}
      />
      <VisuallyHidden role="status">
        {t('palette.found', { count: scene.format.number(count) as never })}
      </VisuallyHidden>
      <Spotlight.ActionsList id={LIST_ID} role="listbox" aria-label={t('palette.title')}>
        {entries.length === 0 && <Spotlight.Empty>{t('palette.nothing')}</Spotlight.Empty>}
        {groups.map((group, place) => {
          const name = groupLabel(scene, group)
          const start = groups.slice(0, place).reduce((sum, before) => sum + before.entries.length, 0)
          return (
            <Spotlight.ActionsGroup key={group.name} role="group" aria-label={name} label={name}>
              {group.entries.map((entry, i) => {
                const own = start + i
                const { id, icon: Icon, label, detail, shortcut, problem = null } = entry
                return (
                  <Spotlight.Action
                    key={`${group.name} ${id}`}
                    ref={(element) => {
                      // It takes no id of its own.
                      if (element) element.id = idOf(own)
                    }}
                    role="option"
                    aria-selected={own === selected}
                    aria-disabled={problem !== null || undefined}
                    data-selected={own === selected || undefined}
                    onClick={() => problem === null && onChoose(entry)}
                  >
                    <Icon size={15} />
                    <span className="bd-truncate">{label}</span>
                    <span className="bd-palette-detail bd-truncate">{problem ?? detail}</span>
                    {shortcut && <KeyCaps shortcut={shortcut} />}
                  </Spotlight.Action>
                )
              })}
            </Spotlight.ActionsGroup>
          )
        })}
      </Spotlight.ActionsList>
      <Spotlight.Footer className="bd-palette-footer">
        <span>
          <Kbd>↑</Kbd> <Kbd>↓</Kbd> {t('palette.choose')}
        </span>
        <span>
          <Kbd>Enter</Kbd> {t('palette.take')}
        </span>
        <span>
          <Kbd>Esc</Kbd> {t('common.close')}
        </span>
        <span className="bd-spacer" />
        <PausedNote />
      </Spotlight.Footer>
    </>
  )
}

function groupLabel({ t, format }: Scene, { name, entries, total }: Group<Entry>): string {
  const words = t(`palette.group.${name}`)
  if (entries.length === total) return words
  return `${words} · ${t('common.rows', { shown: format.number(entries.length), total: format.number(total) })}`
}

function useScene(): Scene {
  const { t, i18n } = useTranslation()
  const [, startDemo] = useCommand('demo.start')
  const [, stopDemo] = useCommand('demo.stop')
  const format = useFormat()
  const causeText = useCauseText()
  const task = useTask()
  const canAct = useCanAct()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const isPaused = usePaused()
  const manual = useManualPages()
  const newest = useFleetData((data) => data)
  const [{ data, taskNow, ids }] = useState(() => ({ data: newest, taskNow: task, ids: idsIn(newest) }))
  const language = i18n.language
  return useMemo(
    () => ({
      t: remembering(t),
      english: remembering(i18next.getFixedT('en')),
      format,
      causeText,
      data,
      ...ids,
      task: taskNow,
      canAct,
      isLive,
      isPaused,
      manual,
      callDemo(method) {
        goTo('overview')
        if (method === 'demo.start') startDemo({})
        else stopDemo({})
      },
    }),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the texts are others with another language
    [t, language, format, causeText, data, taskNow, ids, canAct, isLive, isPaused, manual],
  )
}

function useGroups(scene: Scene, query: string, targets: readonly FoundTarget[]): readonly Group<Entry>[] {
  const recent = useRecentChoices(({ ids }) => ids)
  const [chosenBefore] = useState(recent)
  const standing = useMemo(() => standingEntries(scene), [scene])
  return useMemo(() => {
    if (query.trim() !== '') return search([...standing, ...foundEntries(scene, query, targets)], query, MAX_PER_GROUP)
    const again = chosenBefore
      .flatMap((id) => standing.find((entry) => entry.id === id) ?? entryAgain(scene, id) ?? [])
      .slice(0, MAX_RECENT)
      .map((entry): Entry => ({ ...entry, group: 'recent' }))
    // Where there is but one task, there is none to switch to.
    const offered = standing.filter(({ group }) => group !== 'task' || scene.data.tasks.size > 1)
    return search([...again, ...offered], '', Infinity)
  }, [scene, query, targets, standing, chosenBefore])
}
