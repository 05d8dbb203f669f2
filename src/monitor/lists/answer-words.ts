import { looksLikeAddress } from './address-shapes.ts'

/** What a source of data says in place of a list, without case, spaces and signs: nothing, that all is well, … */
const wordsOfNothing: ReadonlySet<string> = new Set([
  'ok',
  'okay',
  'success',
  'successful',
  'done',
  'pong',
  'healthy',
  'null',
  'none',
  'nil',
  'nan',
  'undefined',
  'na',
  'true',
  'false',
  'empty',
  'nodata',
  'noresult',
  'noresults',
  'norecordsfound',
  'objectobject',
  '成功',
  '空',
  '无',
  '无数据',
  '暂无数据',
])
/** … or that something failed. */
const wordsOfFailure: ReadonlySet<string> = new Set([
  'error',
  'errors',
  'err',
  'exception',
  'fail',
  'failed',
  'failure',
  'ko',
  'nok',
  'notok',
  'unauthorized',
  'unauthorised',
  'unauthenticated',
  'forbidden',
  'denied',
  'accessdenied',
  'permissiondenied',
  'blocked',
  'banned',
  'notfound',
  'gone',
  'timeout',
  'timedout',
  'unavailable',
  'serviceunavailable',
  'maintenance',
  'undermaintenance',
  'overloaded',
  'busy',
  'throttled',
  'badrequest',
  'badgateway',
  'gatewaytimeout',
  'methodnotallowed',
  'notacceptable',
  'paymentrequired',
  'internalerror',
  'internalservererror',
  'servererror',
  'invalid',
  'expired',
  'tokenexpired',
  'partial',
  '错误',
  '失败',
  '未授权',
  '无权限',
  '禁止访问',
  '拒绝访问',
  '超时',
  '请求超时',
  '限流',
  '请求过于频繁',
  '系统繁忙',
  '服务不可用',
  '维护中',
])
/** How a longer one begins. */
const failureStart =
  /^["']*(?:error[^a-z]|err[_-]|http[^a-z]?[45][0-9]{2}|[45][0-9]{2}[^0-9a-z]|(?:rate|request|call)s?[\s_-]?limit|(?:too[\s_-]?many|max(?:imum)?)[\s_-]?(?:requests?|calls?|rate)|quota|exceeded|invalid[\s_-]?(?:api|key|token|request|param)|missing[\s_-]?(?:api|key|token|param)|unauthori[sz]ed|internal[\s_-]?server|service[\s_-]?unavailable|not[\s_-]?found|access[\s_-]?denied|forbidden)/i
/** What HTTP says of a request that failed. */
const failedStatus = /^(?:4(?:0[0-9]|1[0-8]|2[1-9]|31|51|99)|5(?:0[0-9]|1[01]|2[0-7]|30))$/
const MAX_ANSWER_LENGTH = 120

/** Whether a text is nothing but a word for failure. */
export function isWordOfFailure(text: string): boolean {
  return text.length <= MAX_ANSWER_LENGTH && wordsOfFailure.has(plain(text))
}

/** Whether a text says that something failed. */
export function saysFailure(text: string): boolean {
  if (text.length > MAX_ANSWER_LENGTH || looksLikeAddress(text)) return false
  return failureStart.test(text) || isWordOfFailure(text)
}

/** `[LI-6]` Whether a text is what a source of data answers in place of a list. */
export function isAnswer(text: string): boolean {
  return saysFailure(text) || (text.length <= MAX_ANSWER_LENGTH && wordsOfNothing.has(plain(text)))
}

/** Whether a number is what HTTP says of a request that failed: among other numbers it may be one of them. */
export function isFailedStatus(text: string): boolean {
  return failedStatus.test(text)
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[\s_.\-"'/!:;,()[\]{}]+/g, '')
}
