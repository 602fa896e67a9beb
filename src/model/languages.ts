/** Languages by whose habits letters are spelled plainly; `latin` only drops accents. Norwegian is `nb`, for `no` means none. */
export const LANGUAGES = ['latin', 'da', 'nb', 'sv', 'fi', 'de', 'fr', 'nl', 'it', 'es', 'pl'] as const
export type Language = (typeof LANGUAGES)[number]
