import type { LogLevel } from '../../clients/typescript/src/index.ts'
import type { BatchReport } from './batch-life.ts'

interface LogLine {
  readonly level: LogLevel
  readonly text: string
}

/** What a worker writes down when a batch comes into another state; of how it gets on, each quarter of the way. */
export function logOf(before: BatchReport['status'] | null, report: BatchReport, targets: number): LogLine | null {
  const { batch_id: batch, status, progress, message } = report
  if (status === before) {
    if (status !== 'running' || progress % 25 !== 0) return null
    return {
      level: 'debug',
      text: `batch ${batch}: ${Math.round((targets * progress) / 100)} of ${targets} targets seen`,
    }
  }
  switch (status) {
    case 'running':
      if (before === 'error') return { level: 'warning', text: `batch ${batch}: recovered, going on at ${progress} %` }
      return { level: 'info', text: `batch ${batch}: watching ${targets} targets` }
    case 'completed':
      return { level: 'info', text: `batch ${batch}: all ${targets} targets seen` }
    case 'error':
      return { level: 'error', text: `batch ${batch}: ${message}\n${traceback(message)}` }
    case 'pending':
      return null
  }
}

function traceback(message: string): string {
  return [
    'Traceback (most recent call last):',
    '  File "/srv/watcher/worker.py", line 88, in run',
    '    seen = self.look_at(batch.targets)',
    '  File "/srv/watcher/rpc.py", line 41, in look_at',
    '    raise RpcError(reason)',
    `watcher.rpc.RpcError: ${message}`,
  ].join('\n')
}
