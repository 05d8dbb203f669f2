import { TestConsumer } from './test-consumer.ts'

/** So many connect at a time. */
const AT_ONCE = 20

/** A consumer that answers whatever it is told. */
async function member(url: string, id: string): Promise<TestConsumer> {
  const consumer = await TestConsumer.connect(url)
  consumer.socket.on('message', (data: Buffer) => {
    const { type, task_id, epoch } = JSON.parse(data.toString()) as { type: string; task_id?: number; epoch?: number }
    if (type !== 'batch_reload') return
    consumer.send({ type: 'batch_reload_ack', task_id, consumer_id: id, action: 'reloading' })
    consumer.send({ type: 'heartbeat', consumer_id: id, batches: [], epochs: [{ task_id, epoch }], timestamp: 1 })
  })
  consumer.id = id
  consumer.send({ type: 'register', consumer_id: id })
  await consumer.next('registered')
  return consumer
}

/** So many names. */
export const names = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `c${String(i).padStart(4, '0')}`)

/** They connect and register; done when all have. @param url of the consumers' socket */
export async function come(url: string, ids: Iterable<string>): Promise<Map<string, TestConsumer>> {
  const fleet = new Map<string, TestConsumer>()
  const waiting = [...ids]
  const open = async (): Promise<void> => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) fleet.set(id, await member(url, id))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, open))
  return fleet
}
