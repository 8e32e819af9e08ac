/**
 * Where a rule stands: its article in the Provisions on restricting high consumption (Supreme People's Court,
 * Fa Shi [2010] 8 as amended by Fa Shi [2015] 17) and its paragraph in the Opinions on credit supervision, warning and
 * punishment of judgment defaulters (General Offices of the CPC Central Committee and the State Council, 2016-09-25).
 *
 * @param article paragraph of the Provisions, such as `3(1)`
 * @param paragraph paragraph of the Opinions, such as `II(7)1`
 */
export function lawSource(article: string, paragraph: string): string {
  return `Provisions on restricting high consumption (Fa Shi [2015] 17) art. ${article}; Opinions (2016) ${paragraph}`;
}
