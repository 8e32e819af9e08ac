/** A text for people, in both languages the service speaks. */
export interface Bilingual {
  readonly en: string;
  readonly 'zh-CN': string;
}
