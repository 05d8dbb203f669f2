import { Type } from 'typebox'
import type { Operations } from '../operations.ts'
import type { HttpServer } from './server.ts'

const params = Type.Object({ consumer_id: Type.String({ minLength: 1, maxLength: 128 }) })

/** `/api/consumers` */
export function addConsumerRoutes(server: HttpServer, operations: Operations): void {
  server.get('/api/consumers', async () => ({ consumers: operations.consumers() }))
  server.get('/api/consumers/:consumer_id', { schema: { params } }, async (request) =>
    operations.consumer(request.params.consumer_id),
  )
  server.delete('/api/consumers/:consumer_id', { schema: { params } }, async (request, reply) => {
    operations.dismissConsumer(request.params.consumer_id)
    return reply.status(204).send()
  })
  server.post('/api/consumers/:consumer_id/drain', { schema: { params } }, async (request) =>
    operations.setDrained(request.params.consumer_id, true),
  )
  server.delete('/api/consumers/:consumer_id/drain', { schema: { params } }, async (request) =>
    operations.setDrained(request.params.consumer_id, false),
  )
}
