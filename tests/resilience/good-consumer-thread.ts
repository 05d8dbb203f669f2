// A consumer that does all as it should, in a thread of its own: what its neighbours cost the process that attacks is not
// counted as a slow answer of the monitor.
import { parentPort, workerData } from 'node:worker_threads'
import { WebSocket } from 'ws'
import type { GoodConsumerData, GoodConsumerReport } from './good-consumer.ts'

const { url, id, intervalMs } = workerData as GoodConsumerData
const port = parentPort!
let report: GoodConsumerReport = { roundTrips: [], troubles: [], reloads: 0 }
let batches: number[] = []
/** When each heartbeat was sent, oldest first; pongs come in order. */
const sent: number[] = []
const socket = new WebSocket(url)

socket.on('open', () => socket.send(JSON.stringify({ type: 'register', consumer_id: id })))
socket.on('error', (error) => report.troubles.push(`its socket failed: ${error.message}`))
socket.on('close', (code, reason) => {
  report.troubles.push(`its socket was closed with ${code} ${reason.toString()}`)
  clearInterval(beating)
})
socket.on('message', (data) => {
  const frame = JSON.parse((data as Buffer).toString('utf8')) as Record<string, unknown>
  switch (frame['type']) {
    case 'registered':
      port.postMessage('registered')
      break
    case 'pong': {
      const at = sent.shift()
      if (at !== undefined) report.roundTrips.push(performance.now() - at)
      break
    }
    case 'batch_reload':
      report.reloads++
      batches = [...new Set([...batches, ...((frame['changed'] as number[] | undefined) ?? [])])]
      socket.send(
        JSON.stringify({ type: 'batch_reload_ack', task_id: frame['task_id'], consumer_id: id, action: 'reloading' }),
      )
      break
    case 'error':
      report.troubles.push(`it was answered ${String(frame['code'])}: ${String(frame['message'])}`)
  }
})
const beating = setInterval(() => {
  if (socket.readyState !== WebSocket.OPEN) return
  sent.push(performance.now())
  const reports = batches.slice(0, 20).map((batch_id) => ({ batch_id, status: 'running', progress: 42 }))
  socket.send(JSON.stringify({ type: 'heartbeat', consumer_id: id, batches: reports, timestamp: Date.now() }))
}, intervalMs)

port.on('message', (what: 'report' | 'end') => {
  if (what === 'end') {
    clearInterval(beating)
    socket.removeAllListeners('close').terminate()
    port.close()
    return
  }
  // Who still waits for an answer has waited so long at least.
  const [oldest] = sent
  const waiting = oldest === undefined ? [] : [performance.now() - oldest]
  port.postMessage({ ...report, roundTrips: [...report.roundTrips, ...waiting] } satisfies GoodConsumerReport)
  report = { roundTrips: [], troubles: [], reloads: 0 }
})
