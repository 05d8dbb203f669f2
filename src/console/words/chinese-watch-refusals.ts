import type { watchReasons } from '../../contract/reasons/watch-reasons.ts'

/** What the monitor says of what it sees around itself, in 简体中文. */
export const chineseWatchReasons: Readonly<Record<keyof typeof watchReasons, string>> = {
  certificate_ends: '{{name}} 将于 {{at}} 到期，还有 {{days}} 天。',
  certificate_ends_soon: '{{name}} 将于 {{at}} 到期，不足两天。',
  certificate_over: '{{name}} 已于 {{at}} 到期，校验证书的客户端无法连接。',
  disk_low: '{{folder}} 所在磁盘共 {{size}}，仅剩 {{free}}。',
  disk_fills: '{{folder}} 所在磁盘共 {{size}}，剩余 {{free}}，照此速度 {{hours}} 小时后将写满。',
  change_unconfirmed: '{{at}} 的更改将移除 {{of}} 个目标中的 {{removed}} 个，尚无人确认。',
}
