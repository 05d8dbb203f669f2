import { Type } from 'typebox'
import { BatchdeckError } from '../../core/errors.ts'
import { acceptTargets, parseTargetItems, parseTargetText, type TargetList } from '../../core/target-list.ts'
import type { Operations } from '../operations.ts'
import { flag, taskParams } from './query.ts'
import type { HttpServer } from './server.ts'

const query = Type.Object({ dry_run: flag, on_invalid: Type.Optional(Type.Enum(['refuse', 'skip'])) })

/** `/api/tasks/{task_id}/targets` */
export function addTargetRoutes(server: HttpServer, operations: Operations): void {
  server.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) => done(null, body))

  server.get('/api/tasks/:task_id/targets', { schema: { params: taskParams } }, async ({ params, headers }, reply) => {
    const taskId = Number(params.task_id)
    const { epoch, targets } = operations.targets(taskId)
    void reply.header('Vary', 'Accept')
    if (!prefersText(headers.accept)) return { task_id: taskId, epoch, targets }
    return reply.type('text/plain; charset=utf-8').send(targets.map((target) => `${target}\n`).join(''))
  })

  server.put('/api/tasks/:task_id/targets', { schema: { params: taskParams, querystring: query } }, async (request) => {
    const taskId = Number(request.params.task_id)
    const { targets, skipped } = acceptTargets(readList(request.body), request.query.on_invalid ?? 'refuse')
    const edit = { kind: 'replace', targets } as const
    if (request.query.dry_run === 'true') return operations.preview(taskId, edit, skipped)
    return operations.publish(taskId, edit, { cause: 'target import', skipped })
  })

  server.patch(
    '/api/tasks/:task_id/targets',
    { schema: { params: taskParams, querystring: query } },
    async (request) => {
      const taskId = Number(request.params.task_id)
      const { add = [], remove = [] } = fieldsOf(request.body, ['add', 'remove'])
      const { targets, skipped } = acceptTargets(parseTargetItems(add), request.query.on_invalid ?? 'refuse')
      // What cannot be a target cannot be there: to remove it is no fault.
      const edit = { kind: 'change', add: targets, remove: parseTargetItems(remove).targets } as const
      if (request.query.dry_run === 'true') return operations.preview(taskId, edit, skipped)
      return operations.publish(taskId, edit, { cause: 'target change', skipped })
    },
  )
}

function readList(body: unknown): TargetList {
  if (typeof body === 'string') return parseTargetText(body)
  const { targets } = fieldsOf(body, ['targets'])
  if (!targets)
    throw new BatchdeckError('INVALID_MESSAGE', 'Give {"targets":[…]}, or text/plain with one target a line.')
  return parseTargetItems(targets)
}

/** The lists of a body; anything else in it is refused, so that a slip of the pen does not empty a task. */
function fieldsOf<Name extends string>(body: unknown, names: readonly Name[]): Partial<Record<Name, unknown[]>> {
  if (typeof body !== 'object' || body === null) {
    throw new BatchdeckError('INVALID_MESSAGE', `Give a JSON object with ${names.join(' and ')}.`)
  }
  for (const [name, value] of Object.entries(body)) {
    if (!names.includes(name as Name)) throw new BatchdeckError('INVALID_MESSAGE', `/${name} is not known here.`)
    if (!Array.isArray(value)) throw new BatchdeckError('INVALID_MESSAGE', `/${name} must be a list.`)
    const rated = value.findIndex((item) => typeof item === 'object' && item !== null && 'priority' in item)
    if (rated >= 0) {
      throw new BatchdeckError(
        'INVALID_MESSAGE',
        `/${name}/${rated}/priority: priorities are not supported yet; leave them out.`,
      )
    }
  }
  return body
}

/** Text only where it is asked for more than JSON. */
function prefersText(accept = ''): boolean {
  const quality = (type: string) => {
    const entry = accept.split(',').find((part) => part.trim().startsWith(type))
    return entry ? Number(/;\s*q=([\d.]+)/.exec(entry)?.[1] ?? 1) : 0
  }
  return quality('text/plain') > quality('application/json')
}
