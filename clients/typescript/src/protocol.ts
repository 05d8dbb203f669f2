/** The frames between a monitor and its clients, as docs/PROTOCOL.md has them (WS-1 … WS-30). */

export type BatchStatus = 'pending' | 'running' | 'completed' | 'error'
export type ReloadAction = 'reloading' | 'skipping'
/** From the least to the gravest. */
export type LogLevel = 'debug' | 'info' | 'warning' | 'error'

export interface TaskEpoch {
  task_id: number
  epoch: number
}

/** What is said of a single target (WS-27). */
export interface TargetReport {
  target: string
  status: BatchStatus
  message?: string | null
  value?: string | number | null
}

/** The first frame of a consumer (WS-2). */
export interface RegisterFrame {
  type: 'register'
  consumer_id: string
  token?: string
  hostname?: string
  pid?: number
  version?: string
  labels?: Record<string, string>
  /** s */
  heartbeat_interval?: number
  epochs?: TaskEpoch[]
  features?: string[]
}

/** Every 30 s (WS-4). */
export interface HeartbeatFrame {
  type: 'heartbeat'
  consumer_id: string
  batches: { batch_id: number; status: BatchStatus; progress: number }[]
  timestamp: number
  epochs?: TaskEpoch[]
  targets?: TargetReport[]
  /** s since the program last got on with its work (WS-30). */
  progressed_ago?: number
}

/** How far a batch is (WS-6). */
export interface BatchStatusFrame {
  type: 'batch_status'
  batch_id: number
  status: BatchStatus
  message: string
  progress?: number
  timestamp?: number
  consumer_id?: string
  targets?: TargetReport[]
}

/** Answers `batch_reload` (WS-8). */
export interface ReloadAckFrame {
  type: 'batch_reload_ack'
  task_id: number
  consumer_id: string
  action: ReloadAction
  epoch?: number
}

/** A line of a consumer's log, while the monitor wants them (WS-29). */
export interface LogFrame {
  type: 'log'
  level: LogLevel
  text: string
  batch_id?: number
  timestamp?: number
  /** Lines before this one that were not sent, for there were too many. */
  skipped?: number
}

/** What a client may send. */
export type ClientFrame =
  | RegisterFrame
  | HeartbeatFrame
  | BatchStatusFrame
  | ReloadAckFrame
  | LogFrame
  | { type: 'subscribe'; token?: string }
  | { type: 'ping'; timestamp?: unknown }
  | { type: 'leave' }

/** The tasks that a consumer has batches of. */
export interface RegisteredFrame {
  type: 'registered'
  consumer_id: string
  session_id?: string
  /** s */
  heartbeat_interval?: number
  tasks?: readonly { task_id: number; epoch: number; batch_count: number }[]
}

export interface ReloadFrame {
  type: 'batch_reload'
  task_id: number
  epoch: number
  message: string
  /** Batches of this consumer that are new or other than before. */
  changed?: readonly number[]
  batch_count?: number
}

/** What an observer is told (WS-11), by type. Times are ms since 1970. */
export interface Observations {
  batch_status: {
    consumer_id: string
    batch_id: number
    status: BatchStatus
    progress: number | null
    message: string
    timestamp: number
  }
  /** The last state is `gone`. */
  consumer_status: { consumer_id: string; state: string; timestamp: number }
  epoch: { task_id: number; epoch: number; state: string; cause: string; timestamp: number }
  reload_ack: { task_id: number; epoch: number; consumer_id: string; action: ReloadAction | null; timestamp: number }
}

/** What a client may be sent. */
export type MonitorFrame =
  | { type: 'connected'; session_id: string; sessionId: string; timestamp: number }
  | RegisteredFrame
  | { type: 'pong'; timestamp: unknown; server_time?: number }
  | ReloadFrame
  | { type: 'log_wanted'; wanted: boolean }
  | { type: 'subscribed' }
  | { type: 'error'; code: string; message: string }
  | { [T in keyof Observations]: { type: T; data: Observations[T] } }[keyof Observations]

/** The longest texts, in UTF-16 code units (WS-12, WS-27, WS-29). */
export const MAX_MESSAGE_LENGTH = 4096
export const MAX_TARGET_MESSAGE_LENGTH = 1024
export const MAX_TARGET_VALUE_LENGTH = 256
/** The most that a frame may say of single targets (WS-27). */
export const MAX_TARGET_REPORTS = 10_000
/** The most bytes of a frame that speak of single targets: half of what a frame may have (WS-18). */
export const MAX_TARGET_BYTES = 512 * 1024
export const MAX_LABELS = 32

/** A text that is no longer than that, and cut at no half of a character. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text
  const end = text.charCodeAt(most - 1)
  return text.slice(0, end >= 0xd800 && end < 0xdc00 ? most - 1 : most)
}
