import { WebSocket } from 'ws'

/** A consumer's socket, registered; it acknowledges every reload. */
export function register(url: string, consumerId: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/websocket/monitor`)
  socket.once('open', () => socket.send(JSON.stringify({ type: 'register', consumer_id: consumerId })))
  return new Promise((done) => {
    socket.on('message', (data) => {
      const { type, task_id } = JSON.parse((data as Buffer).toString()) as { type: string; task_id?: number }
      if (type === 'registered') done(socket)
      if (type === 'batch_reload') {
        socket.send(JSON.stringify({ type: 'batch_reload_ack', task_id, consumer_id: consumerId, action: 'reloading' }))
      }
    })
  })
}
