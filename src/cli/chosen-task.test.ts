import { describe, expect, it } from 'vitest'
import type { TaskResource } from '../contract/resources/task.ts'
import { chosenTask } from './chosen-task.ts'

const task = (task_id: number, name: string) => ({ task_id, name }) as TaskResource
const tasks = [task(1, 'Contracts'), task(2, '1'), task(3, 'Pools')]

describe('chosenTask', () => {
  it('is the only one where nothing is said', () => expect(chosenTask([tasks[2]!], undefined).task_id).toBe(3))

  it.each([
    ['1', 1],
    ['2', 2],
    ['Pools', 3],
  ])('%s by its id before its name', (given, id) => expect(chosenTask(tasks, given).task_id).toBe(id))

  it('asks which one, and helps where the name is nearly right', () => {
    expect(() => chosenTask(tasks, undefined)).toThrow(
      'There are 3 tasks; choose one with --task: 1 (Contracts), 2 (1)',
    )
    expect(() => chosenTask(tasks, 'Pool')).toThrow('Did you mean “Pools”?')
    expect(() => chosenTask([], undefined)).toThrow('There are no tasks yet.')
  })
})
