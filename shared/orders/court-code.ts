/** One character for each province, autonomous region and municipality; 兵 the Production and Construction Corps, 军 the military courts. */
const JURISDICTIONS = '京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新兵军';

/**
 * A court's code as it stands in case numbers, as the source of a regular expression without groups: 最高法 (Supreme
 * People's Court), a province (its high court), with two digits an intermediate or special court, with four a basic
 * court. Source: SPC provisions on case numbers (Fa [2015] 137).
 */
export const COURT_CODE_PATTERN = `(?:最高法|[${JURISDICTIONS}](?:[0-9]{2}(?:[0-9]{2})?)?)`;

const COURT_CODE = new RegExp(`^${COURT_CODE_PATTERN}$`);

/** Whether the text has the form of a court code. Whether the court exists is not asked: no list of them is kept. */
export function isCourtCode(text: string): boolean {
  return COURT_CODE.test(text);
}
