const WEIGHTS = [7, 3, 1] as const;

/** ICAO Doc 9303-3, 4.9: weights 7 3 1; digits as they are, A = 10 to Z = 35, the filler 0; remainder by 10. */
export function checkDigitOf(text: string): string {
  let sum = 0;
  for (const [index, character] of [...text].entries()) {
    const value = character === '<' ? 0 : Number.parseInt(character, 36);
    sum += value * (WEIGHTS[index % 3] as number);
  }
  return String(sum % 10);
}

/** Number, birth, expiry and all of them together, in the second line of a passport (Doc 9303-4, 4.2.2). */
export function hasRightCheckDigits(line: string): boolean {
  const whole = line.slice(0, 10) + line.slice(13, 20) + line.slice(21, 43);
  return (
    /^[A-Z0-9<]{44}$/.test(line) &&
    checkDigitOf(line.slice(0, 9)) === line[9] &&
    checkDigitOf(line.slice(13, 19)) === line[19] &&
    checkDigitOf(line.slice(21, 27)) === line[27] &&
    checkDigitOf(whole) === line[43]
  );
}
