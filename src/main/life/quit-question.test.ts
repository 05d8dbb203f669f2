import type { BrowserWindow } from 'electron'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { FleetData } from '../../console/fleet-data.ts'
import type { EpochResource } from '../../contract/resources/epoch.ts'
import type { ImportResource } from '../../contract/resources/import.ts'
import { askToQuit, underWay } from './quit-question.ts'

type Options = { message: string; detail: string; buttons: string[]; defaultId: number; cancelId: number }
const ask = vi.hoisted(() => vi.fn<(...args: unknown[]) => Promise<{ response: number }>>())
vi.mock('electron', () => ({ dialog: { showMessageBox: ask } }))
beforeEach(() => ask.mockReset())

const none = { waiting: 0, sent: 0, acked: 0, confirmed: 0, stuck: 0 }
const epoch = (task_id: number, state: EpochResource['state'], told: Partial<EpochResource['told']>) =>
  ({ task_id, epoch: 3, state, told: { ...none, ...told } }) as EpochResource

function fleet(epochs: readonly EpochResource[], phases: readonly ImportResource['phase'][] = []) {
  return {
    tasks: new Map([[1, { task_id: 1, name: 'Watch' }]]),
    epochs: new Map(epochs.map((one) => [one.task_id, [one, epoch(one.task_id, 'rolling_out', { sent: 9 })]])),
    imports: phases.map((phase, i) => ({ phase, lines: i === 0 ? null : 1000 * i })),
  } as unknown as Pick<FleetData, 'epochs' | 'tasks' | 'imports'>
}

describe('[DT-16] the end of the app', () => {
  it.each([
    ['nothing is published', fleet([])],
    ['everybody has answered', fleet([epoch(1, 'settled', { acked: 5 })])],
    ['only those who are away have not', fleet([epoch(1, 'rolling_out', { acked: 3, waiting: 2 })])],
    ['the others never did', fleet([epoch(1, 'degraded', { acked: 3, stuck: 2 })])],
    ['an import waits for whoever ends the app', fleet([], ['ready'])],
  ])('is not asked about where %s', (_what, data) => expect(underWay(data)).toBeNull())

  it('is where consumers have still to answer, or a list is read', () => {
    const data = fleet(
      [epoch(1, 'rolling_out', { acked: 1, confirmed: 1, sent: 2, waiting: 1 }), epoch(2, 'rolling_out', { sent: 1 })],
      ['reading', 'ready', 'planning'],
    )
    expect(underWay(data)).toEqual({
      rollouts: [
        { task: 'Watch', epoch: 3, missing: 3, told: 5 },
        { task: '2', epoch: 3, missing: 1, told: 1 },
      ],
      imports: [null, 2000],
    })
  })

  const rollout = { task: 'Watch', epoch: 3, missing: 3, told: 5 }
  const window = {} as BrowserWindow

  it('is what was chosen, and nothing where the question is cancelled', async () => {
    const scene = { window, canHide: true, language: 'en' } as const
    const answers = ['hide', 'quit', 'stay', 'stay'] as const
    for (const [response, answer] of answers.entries()) {
      ask.mockResolvedValueOnce({ response })
      expect(await askToQuit({ rollouts: [rollout], imports: [12_000] }, scene)).toBe(answer)
    }
    const [given, options] = ask.mock.calls[0] as [unknown, Options]
    expect(given).toBe(window)
    expect(options).toMatchObject({
      message: 'A rollout is under way',
      buttons: ['Keep Running in the Tray', 'Quit', 'Cancel'],
      defaultId: 0,
      cancelId: 2,
    })
    expect(options.detail).toBe(
      'Watch, epoch 3: 3 of 5 consumers have not answered.\nA target list is being imported (12,000 lines so far). Unapplied, it is lost on quitting.\n\nConsumers keep working with what they have and are asked again when Batchdeck is back.\n\nQuit anyway?',
    )
  })

  it('without a tray or a window has two answers, of which quitting is not the first', async () => {
    ask.mockResolvedValue({ response: 0 })
    const scene = { window: null, canHide: false, language: 'zh' } as const
    expect(await askToQuit({ rollouts: [], imports: [null] }, scene)).toBe('quit')
    const [options] = ask.mock.calls[0] as [Options]
    expect(options).toMatchObject({ message: '正在导入', buttons: ['退出', '取消'], defaultId: 1 })
    await askToQuit({ rollouts: Array.from({ length: 9 }, () => rollout), imports: [] }, scene)
    expect((ask.mock.calls[1]![0] as Options).detail.split('\n')).toHaveLength(9)
  })
})
