const WEIGHTS = [7, 3, 1];

/** The check digit of ICAO Doc 9303-3, 4.9: weights 7 3 1, digits as they are, A = 10 to Z = 35, remainder by 10. */
export function icaoCheckDigit(text: string): string {
  let sum = 0;
  for (let index = 0; index < text.length; index += 1) {
    sum += Number.parseInt(text.charAt(index), 36) * (WEIGHTS[index % 3] as number);
  }
  return String(sum % 10);
}
