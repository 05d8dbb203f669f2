import type { AlertKind } from '../../contract/resources/alert.ts'
import type { Language } from '../language.ts'

/** Of several alerts of one kind, each about something else, in one line. */
export const manyAlerts: Readonly<Record<Language, Partial<Record<AlertKind, string>>>> = {
  en: {
    consumer_lost: '{{count}} consumers lost',
    consumer_offline: '{{count}} consumers offline',
    consumer_stuck: '{{count}} consumers stuck',
    consumer_flapping: '{{count}} consumers flapping',
    frames_refused: '{{count}} consumers sent messages that were refused',
    takeover_storm: '{{count}} consumers may be running twice',
    guessing: 'Wrong tokens from {{count}} addresses',
    delivery_failed: "{{count}} channels can't deliver alerts",
    disk_filling: '{{count}} disks are filling up',
  },
  zh: {
    consumer_lost: '{{count}} 个消费者失联',
    consumer_offline: '{{count}} 个消费者离线',
    consumer_stuck: '{{count}} 个消费者停滞',
    consumer_flapping: '{{count}} 个消费者反复上下线',
    frames_refused: '{{count}} 个消费者有消息被拒绝',
    takeover_storm: '{{count}} 个消费者可能重复运行',
    guessing: '{{count}} 个地址在猜测令牌',
    delivery_failed: '{{count}} 个渠道无法送达告警',
    disk_filling: '{{count}} 块磁盘空间即将用尽',
  },
}
