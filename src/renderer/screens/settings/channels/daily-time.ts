const daily = /^([0-5]?[0-9]) ([01]?[0-9]|2[0-3]) \* \* \*$/

/** The time of day of a rhythm that is once a day, `08:00`; null where it is another one. */
export function dailyTime(cron: string): string | null {
  const [, minute, hour] = daily.exec(cron.trim().replaceAll(/\s+/g, ' ')) ?? []
  return minute === undefined || hour === undefined ? null : `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
}

/** @param time `08:00` */
export function dailyCron(time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return `${minute} ${hour} * * *`
}
