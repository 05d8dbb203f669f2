/** What the console is spoken in. */
export const languages = ['en', 'zh'] as const
export type Language = (typeof languages)[number]
