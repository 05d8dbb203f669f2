import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { zoomLevels } from '../../contract/desktop-native.ts'
import { accentOf } from './accent-color.ts'
import { contextMenu } from './context-menu-items.ts'
import { dockMenu, jumpList, type LauncherTask, launcherTasks, taskIn } from './launcher-tasks.ts'
import { fileName } from './pdf-name.ts'
import { zoomAfter } from './zoom-level.ts'

const nothing = () => {}

describe('[DT-22] the tasks at the icon', () => {
  it('are those of the list of Windows, which starts the app with what was chosen', () => {
    const start = { program: String.raw`C:\Program Files\Batchdeck\Batchdeck.exe`, args: [String.raw`C:\my app`] }
    const items = jumpList({ language: 'en', isPaused: false }, start)
    expect(items.map(({ title }) => title)).toEqual([
      'Overview',
      'Alerts',
      'Import Targets…',
      'Reload Fleet…',
      'Pause Notifications for 1 h',
    ])
    expect(items[3]).toMatchObject({
      type: 'task',
      program: start.program,
      args: String.raw`"C:\my app" --open=reload`,
    })
    for (const { args = '' } of items) expect(taskIn(args.split(' '))).not.toBeNull()
    // Windows takes no more.
    for (const { description = '' } of items) expect(description.length).toBeLessThanOrEqual(260)
  })

  it('are the menu of the dock of macOS, in the language of the page', () => {
    const chosen: LauncherTask[] = []
    const items = dockMenu({ language: 'zh', isPaused: true }, (task) => chosen.push(task))
    for (const { label, click } of items) {
      expect(label).toMatch(/\p{Script=Han}/u)
      click?.(undefined as never, undefined, undefined as never)
    }
    expect(chosen).toEqual([...launcherTasks])
    expect(items.at(-1)?.label).toBe('恢复通知')
  })

  it('are asked for by a known name only, and the last one counts', () => {
    expect(taskIn(['batchdeck', '--hidden', '--open=alerts', '--open=reload'])).toBe('reload')
    for (const args of [[], ['--open='], ['--open=apply'], ['--open'], ['open=alerts'], ['--open=__proto__']]) {
      expect(taskIn(args)).toBeNull()
    }
  })
})

describe('[DT-23] zoom', () => {
  it('goes from level to level, stays within them, and back to the usual one', () => {
    const level = fc.constantFrom(...zoomLevels)
    fc.assert(
      fc.property(level, fc.array(fc.constantFrom('in' as const, 'out' as const)), (from, steps) => {
        const to = steps.reduce(zoomAfter, from)
        expect(zoomLevels).toContain(to)
        expect(zoomAfter(to, 'reset')).toBe(100)
        if (to !== 200) expect(zoomAfter(zoomAfter(to, 'in'), 'out')).toBe(to)
      }),
    )
  })
})

describe('[DT-23] a PDF', () => {
  it('is called after what is shown and when, without what no system allows', () => {
    const at = new Date(2026, 0, 5, 9, 7)
    expect(fileName('(3) Consumers – Batchdeck', at)).toBe('Batchdeck Consumers 2026-01-05 09.07')
    expect(fileName('概览 – Batchdeck', at)).toBe('Batchdeck 概览 2026-01-05 09.07')
    fc.assert(
      fc.property(fc.string(), (title) => {
        expect(fileName(title, at)).not.toMatch(/[\\/:*?"<>|\p{Cc}]/u)
      }),
    )
  })
})

describe('[DT-24] a right click', () => {
  const can = { canUndo: false, canRedo: false, canCut: true, canCopy: true, canPaste: true, canSelectAll: true }
  const at = { isEditable: false, selectionText: '', linkURL: '', editFlags: can }
  const labels = (clicked: Partial<typeof at>, language: 'en' | 'zh' = 'en') =>
    contextMenu({ ...at, ...clicked }, language, nothing).flatMap(({ label }) => label ?? [])

  it('offers to edit where something is typed, and only what can be done', () => {
    expect(labels({ isEditable: true }, 'zh')).toEqual(['撤销', '重做', '剪切', '复制', '粘贴', '全选'])
    const enabled = contextMenu({ ...at, isEditable: true }, 'en', nothing).filter((item) => item.enabled)
    expect(enabled.map(({ role }) => role)).toEqual(['cut', 'copy', 'paste', 'selectAll'])
  })

  it('offers to copy what is selected and the address of a page outside, and nothing elsewhere', () => {
    expect(labels({})).toEqual([])
    expect(labels({ selectionText: '  ' })).toEqual([])
    expect(labels({ selectionText: 'c-1' })).toEqual(['Copy'])
    expect(labels({ linkURL: 'file:///opt/batchdeck/index.html#/consumers' })).toEqual([])
    expect(labels({ selectionText: 'c-1', linkURL: 'https://example.org/' }, 'zh')).toEqual(['复制', '复制链接地址'])
  })
})

it('[DT-24] takes the accent of macOS and Windows, and nothing that is no colour', () => {
  expect(accentOf('F7821BFF')).toBe('#f7821b')
  expect(accentOf('0078d7')).toBe('#0078d7')
  for (const said of ['', 'blue', '#0078d7', '0078d', '0078d7f', '0078d7ff0']) expect(accentOf(said)).toBeNull()
})
