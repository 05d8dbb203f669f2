import fc from 'fast-check'
import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { anyCause } from '../../../tests/any-cause.ts'
import { type EpochCause, epochCause } from '../../contract/cause.ts'
import { causeOf, causeText } from './cause.ts'

type Change = 'joined' | 'returned' | 'left' | 'drained' | 'undrained'
const members = (change: Change, ...consumers: string[]) => ({ kind: 'members', change, consumers }) as const
const lost = (silence: readonly number[], ...consumers: string[]) =>
  ({ kind: 'members', change: 'lost', consumers, silence }) as const
const edit = (added: number, removed: number) => ({ added, removed })

describe('causeText', () => {
  it.each([
    [[{ kind: 'import', ...edit(1000, 3) }], 'target import: +1000 −3', '导入目标：+1000 −3'],
    [[{ kind: 'import', ...edit(0, 0) }], 'target import', '导入目标'],
    [
      [{ kind: 'import', ...edit(2, 0), described: 1200 }],
      'target import: +2 1200 described',
      '导入目标：+2 更新 1200 个目标的属性',
    ],
    [[{ kind: 'change', ...edit(0, 0), described: 1 }], 'target change: 1 described', '更改目标：更新 1 个目标的属性'],
    [[{ kind: 'change', ...edit(0, 3) }], 'target change: −3', '更改目标：−3'],
    [[{ kind: 'source', source: 'chain:eu', ...edit(1, 0) }], 'target source chain:eu: +1', '目标来源 chain:eu：+1'],
    [[{ kind: 'rollback', to: 12, ...edit(2, 1) }], 'rollback to 12: +2 −1', '回滚到第 12 版：+2 −1'],
    [[{ kind: 'undo', of: 12, ...edit(3, 100) }], 'undo of 12: +3 −100', '撤销第 12 版：+3 −100'],
    [[{ kind: 'lost' }], 'lost with the state that had it', '随旧状态丢失'],
    [[{ kind: 'sync', rebalance: false }], 'operator sync', '手动同步'],
    [[{ kind: 'sync', rebalance: true }], 'operator rebalance', '手动重新均衡'],
    [
      [
        {
          kind: 'options',
          changes: [
            { option: 'batch_size', from: 99, to: 50 },
            { option: 'strategy', from: 'balanced', to: 'ring' },
            { option: 'virtual_nodes', from: 150, to: 200 },
            { option: 'priority_levels', from: 'auto', to: 4 },
            { option: 'auto_sync', from: true, to: false },
          ],
        },
      ],
      'options: batch size 99 → 50, strategy balanced → ring, virtual nodes 150 → 200, priority levels auto → 4, auto-sync on → off',
      '选项：批次大小 99 → 50，分配策略 均衡 → 哈希环，虚拟节点 150 → 200，优先级层数 自动 → 4，自动同步 开 → 关',
    ],
    [[lost([93_400], 'consumer-7')], 'consumer-7 lost, silent for 93 s', 'consumer-7 失联，静默 1分33秒'],
    [[lost([93_400, 90_000], 'a', 'b')], 'a, b lost', 'a、b 失联'],
    [[{ kind: 'members', change: 'lost', consumers: ['a'] }], 'a lost', 'a 失联'],
    [
      [members('joined', 'a', 'b', 'c', 'd', 'e'), members('left', 'x')],
      'a, b, c and 2 more joined; x left',
      'a、b、c 等 5 个消费者加入；x 离开',
    ],
    [
      [{ kind: 'members', change: 'lost', consumers: ['a', 'b', 'c'], more: 5 }],
      'a, b, c and 5 more lost',
      'a、b、c 等 8 个消费者失联',
    ],
    [[members('returned', 'options:eu')], 'options:eu returned', 'options:eu 重新加入'],
    [
      [members('undrained', 'c7'), members('drained', 'a', 'b')],
      'c7 back from drain; a, b drained by an operator',
      'c7 取消排空；a、b 被操作员排空',
    ],
    [[{ kind: 'members', change: 'changed' }], 'members changed', '成员已变化'],
    [[{ kind: 'members', change: 'restored' }], 'members changed before the restart', '成员在重启前已变化'],
    [
      [{ kind: 'change', ...edit(3, 0) }, lost([93_000], 'c-07')],
      'target change: +3; c-07 lost, silent for 93 s',
      '更改目标：+3；c-07 失联，静默 1分33秒',
    ],
    [[{ kind: 'unknown', text: 'a whim' }], 'a whim', 'a whim'],
    [[], '', ''],
  ] satisfies [EpochCause[], string, string][])('[EP-5] %j', (causes, english, chinese) => {
    expect(causeText('en', causes)).toBe(english)
    expect(causeText('zh', causes)).toBe(chinese)
  })
})

describe('causeText of any causes', () => {
  it('[EP-5] says each of them, in either language', () => {
    const validator = Compile(epochCause)
    fc.assert(
      fc.property(fc.array(anyCause, { maxLength: 6 }), (causes) => {
        for (const cause of causes) expect(validator.Check(cause)).toBe(true)
        expect(causeText('en', causes)).toBe(causes.map((cause) => causeText('en', [cause])).join('; '))
        expect(causeText('zh', causes)).toBe(causes.map((cause) => causeText('zh', [cause])).join('；'))
        const known = causes.filter(({ kind }) => kind !== 'unknown')
        for (const language of ['en', 'zh'] as const) {
          for (const cause of known) expect(causeText(language, [cause])).toMatch(/^(?!.*undefined).+$/)
        }
      }),
    )
  })
})

describe('causeOf', () => {
  it('[EP-5] says what an earlier version of the monitor says where there is nothing else', () => {
    expect(causeOf('zh', { cause: 'operator sync' })).toBe('operator sync')
    expect(causeOf('zh', { cause: 'operator sync', causes: [{ kind: 'sync', rebalance: false }] })).toBe('手动同步')
  })
})
