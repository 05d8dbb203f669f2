import type { ManualGroup, ManualLanguage } from '../src/manual/page.ts'

/** What the site says around its pages. The console has its own words for the same. */
export interface SiteWords {
  readonly group: Readonly<Record<ManualGroup, string>>
  readonly search: string
  readonly nothing: string
  readonly pages: string
  readonly contents: string
  readonly theme: string
  readonly skip: string
  readonly copy: string
  readonly copied: string
  readonly previous: string
  readonly next: string
  readonly notFound: string
  readonly home: string
  /** Before the number. */
  readonly version: string
  /** Before the date. */
  readonly changed: string
}

export const siteWords: Readonly<Record<ManualLanguage, SiteWords>> = {
  en: {
    group: {
      start: 'Start',
      operate: 'Operate',
      connect: 'Connect',
      understand: 'Understand',
      develop: 'Develop',
    },
    search: 'Search',
    nothing: 'No results',
    pages: 'Pages',
    contents: 'On this page',
    theme: 'Dark or light',
    skip: 'Skip to content',
    copy: 'Copy',
    copied: 'Copied',
    previous: 'Previous',
    next: 'Next',
    notFound: 'Page not found',
    home: 'Go to the first page',
    version: 'Version',
    changed: 'Last changed',
  },
  zh: {
    group: { start: '入门', operate: '运维', connect: '接入', understand: '原理与性能', develop: '开发' },
    search: '搜索',
    nothing: '无结果',
    pages: '页面',
    contents: '本页内容',
    theme: '深色或浅色',
    skip: '跳到正文',
    copy: '复制',
    copied: '已复制',
    previous: '上一页',
    next: '下一页',
    notFound: '找不到页面',
    home: '前往首页',
    version: '版本',
    changed: '最后更新',
  },
}
