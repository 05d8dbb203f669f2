import { Button, Combobox, useCombobox } from '@mantine/core'
import { IconCheck, IconChevronDown, IconStack2 } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskResource } from '../../contract/resources/task.ts'
import { SeverityGlyph } from '../features/alerts/severity-glyph.tsx'
import { useFormat } from '../i18n/format.ts'
import { useFleetData } from '../stores/fleet.ts'
import { useRoute } from '../stores/route.ts'
import { chooseTask, isOfOneTask, useScope, useTask } from '../stores/scope.ts'
import { coveredShare, gravestOfTask } from './task-health.ts'

/** From so many on they are looked for by name. */
const MIN_SEARCHED = 8
const ALL = 'all'

/** `[UI-8]` Which task is shown, or all of them where the screen can; the choice goes along to the other screens. */
export function TaskPicker() {
  const { t } = useTranslation()
  const tasks = useFleetData((data) => data.tasks)
  const isOfOne = useRoute(({ screen }) => isOfOneTask(screen))
  const scope = useScope()
  const task = useTask()
  const [search, setSearch] = useState('')
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption()
      setSearch('')
    },
    onDropdownOpen: (source) => {
      combobox.focusSearchInput()
      if (source === 'keyboard') combobox.selectActiveOption()
    },
  })
  if (!task) return <span className="bd-dim bd-nowrap">{t('shell.noTask')}</span>
  const chosen = isOfOne ? task.task_id : scope
  const words = search.trim().toLowerCase()
  const found = [...tasks.values()].filter(({ name }) => name.toLowerCase().includes(words))
  const label = chosen === null ? t('header.allTasks') : (tasks.get(chosen)?.name ?? '')
  return (
    <Combobox
      store={combobox}
      width={320}
      position="bottom-start"
      onOptionSubmit={(value) => {
        chooseTask(value === ALL ? null : Number(value))
        combobox.closeDropdown()
      }}
    >
      <Combobox.Target targetType="button">
        <Button
          className="bd-picker"
          variant="default"
          data-shortcut="task"
          aria-label={`${t('shell.task')}: ${label}`}
          title={label}
          leftSection={<IconStack2 size={14} aria-hidden />}
          rightSection={<IconChevronDown size={12} aria-hidden />}
          classNames={{ label: 'bd-truncate' }}
          onClick={() => combobox.toggleDropdown()}
        >
          {label}
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        {tasks.size >= MIN_SEARCHED && (
          <Combobox.Search
            size="xs"
            value={search}
            onChange={(event) => {
              setSearch(event.currentTarget.value)
              combobox.updateSelectedOptionIndex()
            }}
            placeholder={t('header.findTask')}
            aria-label={t('header.findTask')}
          />
        )}
        <Combobox.Options mah={360} style={{ overflowY: 'auto' }} aria-label={t('shell.task')}>
          {!isOfOne && words === '' && <AllTasks isChosen={chosen === null} />}
          {found.map((one) => (
            <TaskOption key={one.task_id} task={one} isChosen={one.task_id === chosen} />
          ))}
          {found.length === 0 && <Combobox.Empty>{t('palette.nothing')}</Combobox.Empty>}
        </Combobox.Options>
        <Combobox.Footer>
          <span className="bd-dim bd-small">{t(isOfOne ? 'header.oneTask' : 'header.oneOrAll')}</span>
        </Combobox.Footer>
      </Combobox.Dropdown>
    </Combobox>
  )
}

function AllTasks({ isChosen }: { isChosen: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tasks = useFleetData((data) => data.tasks)
  const targets = [...tasks.values()].reduce((sum, task) => sum + task.targets, 0)
  return (
    <Combobox.Option value={ALL} active={isChosen} className="bd-task-option">
      <Mark isChosen={isChosen} />
      <span className="bd-grow bd-truncate">{t('header.allTasks')}</span>
      <span className="bd-dim">{t('header.targets', { count: format.number(targets) as never })}</span>
      <span />
    </Combobox.Option>
  )
}

function TaskOption({ task, isChosen }: { task: TaskResource; isChosen: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const alerts = useFleetData((data) => data.alerts)
  const gravest = gravestOfTask(alerts, task.task_id)
  const covered = coveredShare(alerts, task)
  return (
    <Combobox.Option value={String(task.task_id)} active={isChosen} className="bd-task-option">
      {gravest ? <SeverityGlyph severity={gravest} /> : <Mark isChosen={isChosen} />}
      <span className="bd-grow bd-truncate" title={task.name}>
        {task.name}
      </span>
      <span className="bd-dim">{t('header.targets', { count: format.number(task.targets) as never })}</span>
      <span className={covered !== null && covered < 1 ? 'bd-bad' : 'bd-dim'}>
        {covered === null ? '–' : format.percent(covered)}
      </span>
    </Combobox.Option>
  )
}

function Mark({ isChosen }: { isChosen: boolean }) {
  return isChosen ? <IconCheck className="bd-fixed" size={14} aria-hidden /> : <span className="bd-no-mark" />
}
