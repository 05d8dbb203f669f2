import type { Language } from '../../console/language.ts'

const en = {
  launcher: {
    overview: 'Overview',
    alerts: 'Alerts',
    import: 'Import Targets…',
    reload: 'Reload Fleet…',
    pause: 'Pause Notifications for 1 h',
    resume: 'Resume Notifications',
  },
  context: {
    copyLink: 'Copy Link Address',
  },
  pdf: {
    title: 'Save as PDF',
    kind: 'PDF document',
  },
  about: {
    credits: 'The operations console and its monitor for a fleet of batch consumers.',
    copyright: 'MIT License',
  },
}

type Words<T> = { readonly [K in keyof T]: T[K] extends string ? string : Words<T[K]> }

/** What the desktop shows of the app beside its menu and its page. */
export type NativeWords = Words<typeof en>

const zh: NativeWords = {
  launcher: {
    overview: '概览',
    alerts: '告警',
    import: '导入目标…',
    reload: '重载机群…',
    pause: '暂停通知 1 小时',
    resume: '恢复通知',
  },
  context: {
    copyLink: '复制链接地址',
  },
  pdf: {
    title: '存储为 PDF',
    kind: 'PDF 文档',
  },
  about: {
    credits: '批处理消费者机群的运维控制台与监控服务。',
    copyright: 'MIT 许可证',
  },
}

export const nativeWords: Readonly<Record<Language, NativeWords>> = { en, zh }
